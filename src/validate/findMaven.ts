import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripTerminalCodes } from './capturedOutput.ts';
import {
  askText,
  findOnPath,
  isInside,
  realFolder,
  type Tool,
  type ToolSearch,
} from './findTool.ts';

/**
 * Maven on PATH with the JDK it runs on, as `mvn --version` names them, and with the artifacts that
 * are on this machine to read from. The user's settings, which may hold passwords, are not shown to
 * it: only where they say that the local repository is.
 */
export async function findMaven(search: ToolSearch): Promise<Tool | undefined> {
  for (const program of await findOnPath('mvn', search)) {
    const answer = stripTerminalCodes((await askText(program, ['--version'], search)) ?? '');
    const [, version = ''] = /^Apache Maven (3\.\d+\.\d+)/m.exec(answer) ?? [];
    const home = await realFolder(/^Maven home: (.+)$/m.exec(answer)?.[1]?.trim() ?? '');
    const java = await findJdk(
      /^Java version: .*, runtime: (.+)$/m.exec(answer)?.[1]?.trim() ?? '',
    );
    const boot = (await namesIn(join(home ?? '', 'boot'))).find((name) =>
      /^plexus-classworlds.*\.jar$/.test(name),
    );
    if (version === '' || home === undefined || java === undefined || boot === undefined) continue;
    const repository = await findRepository(home, search);
    const settings = (await namesIn(join(home, 'conf')))
      .filter((name) => !/^settings/.test(name))
      .map((name) => join(home, 'conf', name));
    const parts = ['boot', 'bin', 'lib'].map((name) => join(home, name));
    return {
      program: join(java, 'bin', 'java'),
      version,
      mounts: [
        ...[
          java,
          ...parts,
          ...settings,
          ...(await linkedFrom([...parts, join(home, 'bin', 'm2.conf'), ...settings])),
        ],
        ...(await linksOf(java)),
        ...(repository === undefined ? [] : [repository]),
      ],
      env: {
        ...{ JAVA_HOME: java, MAVEN_HOME: home, MAVEN_LAUNCHER: join(home, 'boot', boot) },
        ...(repository !== undefined && { MAVEN_REPOSITORY: repository }),
      },
      shown: 'mvn test',
    };
  }
  return undefined;
}

/** The JDK of a runtime; undefined for a runtime alone, which compiles nothing. */
async function findJdk(runtime: string): Promise<string | undefined> {
  for (const path of runtime === '' ? [] : [runtime, dirname(runtime)]) {
    const home = await realFolder(path);
    if (home !== undefined && (await namesIn(join(home, 'bin'))).includes('javac')) return home;
  }
  return undefined;
}

/** Where the user's settings, else the installation's, say that artifacts lie. */
async function findRepository(
  home: string,
  { environment }: ToolSearch,
): Promise<string | undefined> {
  const user = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  for (const path of [join(user, '.m2', 'settings.xml'), join(home, 'conf', 'settings.xml')]) {
    const text = await fs.readFile(path, 'utf8').catch(() => '');
    const [, told] =
      /<localRepository>([^<]+)<\/localRepository>/.exec(withoutComments(text)) ?? [];
    if (told === undefined) continue;
    return realFolder(
      told
        .trim()
        .replaceAll('${user.home}', user)
        .replace(/\$\{env\.(\w+)\}/g, (_, name: string) => environment[name] ?? ''),
    );
  }
  return realFolder(join(user, '.m2', 'repository'));
}

function withoutComments(xml: string): string {
  return xml
    .split('<!--')
    .map((part, at) => (at === 0 ? part : part.slice((part.indexOf('-->') + 1 || -2) + 2)))
    .join('');
}

/** What a distribution keeps elsewhere of a JDK, such as its security policy below /etc. */
async function linksOf(java: string): Promise<readonly string[]> {
  const folders = ['conf', 'conf/security', 'lib', 'lib/security'].map((name) => join(java, name));
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await namesIn(folder)) found.push(join(folder, name));
  }
  return (await linkedFrom([...folders, ...found])).filter((path) => !isInside(java, path));
}

/** What those of the paths that are links, or lie behind one, lead to. */
async function linkedFrom(paths: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(paths.map((path) => fs.realpath(path).catch(() => undefined)));
  return real
    .filter((path, at) => path !== undefined && path !== paths[at])
    .flatMap((p) => p ?? []);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return fs.readdir(folder).catch((): string[] => []);
}
