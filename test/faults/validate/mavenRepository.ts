import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../support/cacheFolder.ts';
import { installOnce } from '../../support/installOnce.ts';

const exec = promisify(execFile);
const junit = '5.11.4';
const surefire = '3.2.5';
const compiler = '3.13.0';
const resources = '3.3.1';

/** A project of one class; every plugin by its version, so that one repository serves any Maven 3. */
export const mavenProject: Readonly<Record<string, string>> = {
  'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1.0</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>${junit}</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-resources-plugin</artifactId>
        <version>${resources}</version>
      </plugin>
      <plugin>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>${compiler}</version>
      </plugin>
      <plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>${surefire}</version>
      </plugin>
    </plugins>
  </build>
</project>
`,
  'src/main/java/com/example/Cart.java': `package com.example;

public final class Cart {
    public static int sum(int a, int b) {
        return a + b;
    }
}
`,
  'src/test/java/com/example/CartTest.java': `package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CartTest {
    @Test
    void sums() {
        assertEquals(3, Cart.sum(1, 2));
    }
}
`,
};

/** Writes the project into a folder. */
export async function writeMavenProject(folder: string): Promise<void> {
  for (const [path, content] of Object.entries(mavenProject)) {
    await fs.mkdir(dirname(join(folder, path)), { recursive: true });
    await fs.writeFile(join(folder, path), content);
  }
}

/** Has Maven fetch once what the project needs; gives the local repository. */
export async function provideMavenRepository(): Promise<string> {
  const name = `maven-junit@${junit}-surefire@${surefire}`;
  const folder = await installOnce(join(cacheFolder(), name), async (work) => {
    const project = join(work, 'project');
    await writeMavenProject(project);
    const options = ['-B', '-q', `-Dmaven.repo.local=${join(work, 'repository')}`];
    await exec('mvn', [...options, 'test'], { cwd: project, timeout: 200_000 });
  });
  return join(folder, 'repository');
}
