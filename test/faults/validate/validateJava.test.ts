import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import { defaultLimits } from '../../../src/validate/limits.ts';
import type { Validator } from '../../../src/validate/validator.ts';
import { hasSandbox } from '../../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';
import { mavenProject, provideMavenRepository, writeMavenProject } from './mavenRepository.ts';

const never = new AbortController().signal;
const main = 'src/main/java/com/example';
const double = (body: string): SourceFile => ({
  path: `${main}/Doubles.java`,
  content: `package com.example;

final class Doubles {
    static int twice(int n) {
        ${body}
    }
}
`,
});
const testPath = 'src/test/java/com/example/DoublesTest.java';
const tests = `package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DoublesTest {
    @Test
    void doubles() {
        assertEquals(8, Doubles.twice(4), "of <4> & more");
    }
}
`;

function hasMaven(): boolean {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const told = execFileSync('mvn', ['--version'], { stdio, encoding: 'utf8' });
    return told.includes('Apache Maven 3.');
  } catch {
    return false;
  }
}

describe('validation of Java', function () {
  this.timeout(240_000);
  let base: string;
  let folder: string;
  let temporaryFolder: string;
  let environment: Record<string, string | undefined>;
  let validator: Validator;

  before(async function () {
    if (!hasSandbox() || !hasMaven()) this.skip();
    // Without a network there is nothing to run Maven with.
    const repository = await provideMavenRepository().catch(() => this.skip());
    base = await makeTemporaryFolder();
    folder = join(base, 'workspace');
    temporaryFolder = join(base, 'temporary');
    await fs.mkdir(temporaryFolder);
    await writeMavenProject(folder);
    await fs.mkdir(join(base, '.m2'));
    await fs.writeFile(
      join(base, '.m2', 'settings.xml'),
      `<settings><!-- <localRepository>/nowhere</localRepository> -->
<localRepository>${repository}</localRepository></settings>\n`,
    );
    environment = { ...process.env, HOME: base };
    validator = made();
  });
  afterEach(async () => assert.deepEqual(await fs.readdir(temporaryFolder), [], 'nothing is left'));
  after(async () => {
    if (base) await removeTemporaryFolder(base);
  });

  function made(options: Partial<ValidatorOptions> = {}): Validator {
    const isTrusted = (): boolean => true;
    const given = { folder, isTrusted, clock: systemClock, temporaryFolder, environment };
    return createValidator({ ...given, ...options });
  }
  function validate(
    code: SourceFile,
    content = tests,
    { by = validator, others = [] as readonly SourceFile[] } = {},
  ): Promise<ValidationResult> {
    const files = [code, { path: testPath, content }, ...others];
    return by.validate({ language: 'java', files, testPaths: [testPath] }, never);
  }

  it('runs the classes that are named by the command of the project', async () => {
    const result = await validate(double('return 2 * n;'));
    assert.equal(result.status, 'passed', JSON.stringify(result));
    assert.deepEqual(
      result.tests.map(({ name, testFile, passed }) => [name, testFile, passed]),
      [['DoublesTest.doubles', testPath, true]],
    );
    assert.equal(result.command, 'mvn test -Dtest=com.example.DoublesTest');
    assert.deepEqual((await fs.readdir(folder)).sort(), ['pom.xml', 'src']);
  });

  it('tells of failed tests message, file and line, of an exception where it was thrown', async () => {
    const wrong = await validate(double('return n;'));
    assert.equal(wrong.status, 'failed');
    const [failed] = wrong.tests;
    assert.equal(
      failed?.message,
      'AssertionFailedError: of <4> & more ==> expected: <8> but was: <4>',
    );
    assert.deepEqual([failed.file, failed.line, wrong.problem], [testPath, 10, undefined]);
    const thrown = await validate(double('int[] none = {}; return none[n];'));
    const { message = '', file, line } = thrown.tests[0] ?? {};
    assert.match(message, /^java\.lang\.ArrayIndexOutOfBoundsException: /);
    assert.deepEqual([file, line], [`${main}/Doubles.java`, 5]);
  });

  it('tells of what does not compile, and counts no test', async () => {
    const wrong = await validate(double('return "a";'));
    assert.match(wrong.problem ?? '', /Doubles\.java:5: incompatible types: /);
    assert.ok(wrong.problem?.startsWith(`${main}/`));
    assert.deepEqual([wrong.status, wrong.tests], ['failed', []]);
    const lacking = await validate(double('return 1;'), tests.replace('twice', 'thrice'));
    assert.match(
      lacking.problem ?? '',
      /DoublesTest\.java:10: cannot find symbol: method thrice\(int\)$/,
    );
    const broken = await validate(double('return 1'));
    assert.match(broken.problem ?? '', /Doubles\.java:5: SyntaxError: ';' expected/);
  });

  it('fails where no test is run, or the machine ends before its tests are told of', async () => {
    const none = await validate(
      double('return 1;'),
      'package com.example;\n\nclass DoublesTest {}\n',
    );
    assert.deepEqual([none.status, none.problem], ['failed', 'No test was run.']);
    const left = await validate(double('Runtime.getRuntime().halt(0); return 8;'));
    assert.equal(left.status, 'failed');
    assert.deepEqual(left.tests, []);
    assert.match(left.problem ?? '', /The forked VM terminated without|No test was run/);
  });

  it('believes no report but those that Maven counts itself', async () => {
    const forged = '<testsuite><testcase name=\\"a\\" classname=\\"b\\"/></testsuite>';
    const code = double(`try {
            java.nio.file.Files.writeString(
                java.nio.file.Path.of("target/surefire-reports/TEST-b.xml"), "${forged}");
        } catch (java.io.IOException error) {
            throw new RuntimeException(error);
        }
        System.out.println("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        return 8;`);
    const result = await validate(
      code,
      tests.replace(
        'assertEquals(',
        'new java.io.File("target/surefire-reports").mkdirs();\n        assertEquals(',
      ),
    );
    assert.equal(result.status, 'failed', JSON.stringify(result));
    assert.match(result.problem ?? '', /broke off/);
  });

  it('ends what does not end', async () => {
    const by = made({ limits: { ...defaultLimits, wallMs: 4_000 } });
    const result = await validate(double('while (n < 9) Thread.onSpinWait(); return n;'), tests, {
      by,
    });
    assert.equal(result.status, 'failed');
    assert.match(result.problem ?? '', /did not finish within \d+ s/);
  });

  it('lets code neither reach a network nor write outside of its copy', async () => {
    const outside = join(base, 'written');
    const code = double(`int open = 0;
        try (var socket = new java.net.Socket("192.0.2.1", 9)) {
            open++;
        } catch (java.io.IOException error) {
            if (!error.getMessage().contains("unreachable")) open++;
        }
        try {
            java.nio.file.Files.writeString(java.nio.file.Path.of(${JSON.stringify(outside)}), "");
            open++;
        } catch (java.io.IOException error) {
            // Read-only, or not there.
        }
        return open + System.getProperty("user.home").indexOf("/tmp/home");`);
    const result = await validate(code, tests.replace('8', '0'));
    assert.equal(result.status, 'passed', JSON.stringify(result));
    await assert.rejects(fs.access(outside));
  });

  it('is unverified, with the reason, where Maven, an artifact, a project or a sandbox is missing', async () => {
    const code = double('return 2 * n;');
    const nowhere = made({ environment: { PATH: base, HOME: base } });
    const withoutMaven = await validate(code, tests, { by: nowhere });
    assert.deepEqual([withoutMaven.status, withoutMaven.tests], ['unverified', []]);
    assert.match(withoutMaven.problem ?? '', /^Maven 3 with a JDK was not found/);
    const bare = await validate(code, tests, { by: made({ bubblewrap: [] }) });
    assert.match(bare.problem ?? '', /no sandbox works here/);
    const empty = join(base, 'empty');
    await fs.mkdir(empty);
    const loose = await validate(code, tests, { by: made({ folder: empty }) });
    assert.match(loose.problem ?? '', /^There is no pom\.xml/);
    const content = mavenProject['pom.xml']?.replace(/<version>5[\d.]+</, '<version>5.0.0-none<');
    const others = [{ path: 'pom.xml', content: content ?? '' }];
    const absent = await validate(code, tests, { others });
    assert.match(absent.problem ?? '', /^Maven needs org\.junit\.jupiter:junit-jupiter:jar:5\.0/);
    assert.equal(absent.status, 'unverified');
  });

  it('parses a file without compiling it', async () => {
    const code = { path: 'src/A.java', content: 'class A {\n    int a( { return 1; }\n}\n' };
    assert.match(
      (await validator.checkSyntax?.(code, 'java', never)) ?? '',
      /^src\/A\.java:2: SyntaxError: .*, in: int a\( \{ return 1; \}$/,
    );
    const fine = double('return nope(n);');
    assert.equal(await validator.checkSyntax?.(fine, 'java', never), undefined);
  });
});
