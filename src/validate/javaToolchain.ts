import * as fs from 'node:fs/promises';
import { join, posix } from 'node:path';
import { userText, type UserText } from '../base/userText.ts';
import { findMaven } from './findMaven.ts';
import type { Tool } from './findTool.ts';
import { listFiles } from './listFiles.ts';
import { readMavenReport } from './mavenReport.ts';
import { shownCommands } from './runnerFolders.ts';
import type { TestPlan, Toolchain, ToolReport, ValidationRequest } from './toolchain.ts';

const mostFiles = 40_000;
const mostReports = 500;
const mostReportBytes = 8 * 1024 * 1024;
const reportPath = /(?:^|\/)surefire-reports\/TEST-[^/]+\.xml$/;
// Two of these at a time, Maven's own and that of the tests, fit what a run may take.
const machineOptions =
  '-Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ActiveProcessorCount=4';

/**
 * `mvn test` for the classes of the test files. Plugins and dependencies come from the user's local
 * repository, which is only read.
 */
export const javaToolchain: Toolchain = {
  framework: 'maven',
  find: findMaven,
  missing: () =>
    userText(
      'Maven 3 with a JDK was not found on PATH, so the tests were not run. Install it from maven.apache.org.',
    ),
  versionArgs: (tool) => [...launcher(tool, tool.env['MAVEN_HOME'] ?? ''), '--version'],
  environment: ({ env }, { inside }) => ({
    JAVA_HOME: env['JAVA_HOME'] ?? '',
    // A JVM takes its home from the system's list of users, not from the environment.
    JAVA_TOOL_OPTIONS: `${machineOptions} -Duser.home=${inside.home} -Djava.awt.headless=true`,
  }),
  async plan(request, place, tool): Promise<TestPlan | { reason: UserText }> {
    const { tree } = place.folders;
    const files = await listFiles(tree, mostFiles);
    const modules = new Set<string>();
    for (const path of request.testPaths) {
      const module = moduleOf(path, files);
      if (module === undefined) return { reason: withoutProject() };
      modules.add(module);
    }
    const [first = ''] = modules;
    const root = await reactorOf(tree, first);
    const names = await Promise.all(request.testPaths.map((path) => classOf(path, request, tree)));
    const settings = join(place.folders.runner, 'settings.xml');
    await fs.writeFile(settings, '<settings/>\n');
    const others = [...modules].filter((module) => module !== root);
    const own = [
      ...(root === '' ? [] : ['-f', `${root}/pom.xml`]),
      ...(others.length === 0
        ? []
        : ['-pl', others.map((path) => posix.relative(root, path)).join(','), '-am']),
      `-Dtest=${names.join(',')}`,
    ];
    const read = async (result: Parameters<TestPlan['read']>[0]): Promise<ToolReport> => {
      const after = await listFiles(tree, mostFiles);
      const made = after.filter((path) => reportPath.test(path) && !files.includes(path));
      const sources = files.filter((path) => path.endsWith('.java'));
      const places = { tree: place.inside.tree, sources };
      return readMavenReport(result, await readReports(tree, made), places);
    };
    return {
      args: [
        ...launcher(tool, posix.join(place.inside.tree, root)),
        ...['-o', '-B', '-s', `${place.inside.runner}/settings.xml`],
        ...['-gs', `${place.inside.runner}/settings.xml`],
        ...properties(tool),
        ...own,
        'test',
      ],
      mark: ' T E S T S',
      shown: [shownCommands.maven, ...own].join(' '),
      read,
      notReady,
    };
  },
};

/** Maven without its shell script, which would read start files of the user's. */
function launcher({ env }: Tool, folder: string): readonly string[] {
  const home = env['MAVEN_HOME'] ?? '';
  return [
    ...['-classpath', env['MAVEN_LAUNCHER'] ?? ''],
    ...[`-Dclassworlds.conf=${join(home, 'bin', 'm2.conf')}`, `-Dmaven.home=${home}`],
    `-Dmaven.multiModuleProjectDirectory=${folder}`,
    'org.codehaus.plexus.classworlds.launcher.Launcher',
  ];
}

function properties({ env }: Tool): readonly string[] {
  const repository = env['MAVEN_REPOSITORY'];
  return [
    ...(repository === undefined ? [] : [`-Dmaven.repo.local=${repository}`]),
    // What lies there counts, whichever mirror it came from: mirrors are in settings left out here.
    '-Daether.enhancedLocalRepository.trackingFilename=caravan.none',
    ...['-Dstyle.color=never', '-DskipTests=false', '-Dmaven.test.skip=false'],
    // Of what tests print nothing is to look like Maven's own words.
    ...['-Dmaven.test.redirectTestOutputToFile=true', '-DtrimStackTrace=false'],
    // That none was run is told by the report, also of the modules that have none of these tests.
    ...['-Dsurefire.failIfNoSpecifiedTests=false', '-DfailIfNoTests=false'],
  ];
}

/** The folder of the nearest project file above a test; undefined where there is none. */
function moduleOf(path: string, files: readonly string[]): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const own = folder === '.' ? '' : folder;
    if (files.includes(posix.join(own, 'pom.xml'))) return own;
    if (own === '') return undefined;
  }
}

/** The folder of the project that a module is built with, by what the projects above it list. */
async function reactorOf(tree: string, module: string): Promise<string> {
  let root = module;
  for (let folder = module; folder !== '';) {
    folder = posix.dirname(folder).replace(/^\.$/, '');
    const text = await fs.readFile(join(tree, folder, 'pom.xml'), 'utf8').catch(() => '');
    const listed = [...text.matchAll(/<module>\s*([^<\s]+)\s*<\/module>/g)];
    if (listed.some(([, name = '']) => posix.join(folder, name) === root)) root = folder;
  }
  return root;
}

/** Name of the class of a test file, with its package. */
async function classOf(path: string, { files }: ValidationRequest, tree: string): Promise<string> {
  const content =
    files.find((file) => file.path === path)?.content ??
    (await fs.readFile(join(tree, path), 'utf8').catch(() => ''));
  const [, name] = /^\s*package\s+([\w.]+)\s*;/m.exec(content) ?? [];
  const simple = posix.basename(path, '.java');
  return name === undefined ? simple : `${name}.${simple}`;
}

async function readReports(tree: string, paths: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  let bytes = 0;
  for (const path of paths.slice(0, mostReports)) {
    bytes += (await fs.stat(join(tree, path))).size;
    // Reports too large to read are told as such: no text is no report.
    texts.push(bytes > mostReportBytes ? '' : await fs.readFile(join(tree, path), 'utf8'));
  }
  return texts;
}

/** Why Maven could not begin, where that is not the code's fault. */
function notReady({ build, lines }: ToolReport): UserText | undefined {
  if (lines.some((line) => line.startsWith('{"type":"test"'))) return undefined;
  const errors = build.split('\n').filter((line) => line.startsWith('[ERROR] '));
  if (errors.some((line) => /\.java:\[\d+/.test(line))) return undefined;
  const text = errors.join('\n');
  const [, artifact] =
    /in offline mode and the artifact ([\w.:-]+) has not|Could not find artifact ([\w.:-]+)/
      .exec(text)
      ?.filter((part) => part !== undefined) ?? [];
  if (artifact !== undefined || /Non-resolvable|could not be resolved|in offline mode/.test(text)) {
    return userText(
      'Maven needs {0}, which is not on this machine, so the tests were not run. Run “mvn test” once with a network first.',
      artifact ?? 'pom.xml',
    );
  }
  if (
    /release version \d+ not supported|invalid target release|No compiler is provided/.test(text)
  ) {
    return userText(
      'The project needs a newer JDK than the one here, so its tests were not run. Install it first.',
    );
  }
  return undefined;
}

function withoutProject(): UserText {
  return userText(
    'There is no pom.xml for these tests, so they were not run. Of Java, projects of Maven are run.',
  );
}
