import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { TestFramework } from '../base/task.ts';
import { userText, type UserText } from '../base/userText.ts';
import { hasPythonModule, type Tool, type ToolSearch } from './findTool.ts';
import { nodeResolverSource, nodeRunnerSource } from './nodeRunnerSource.ts';
import { nodeTestSource } from './nodeTestSource.ts';
import { pytestSource } from './pytestSource.ts';
import { pythonRunnerSource } from './pythonRunnerSource.ts';
import { pythonTestSource } from './pythonTestSource.ts';
import type { RunFolders } from './sandbox.ts';
import { mochaReporterSource, scriptFrameworkSource } from './scriptFrameworkSource.ts';
import { isInstalled, type TestGroup } from './testGroups.ts';

/** As a person would type it. */
export const shownCommands: Readonly<Record<TestFramework, string>> = {
  node: 'node --test',
  vitest: 'npx vitest run',
  jest: 'npx jest',
  mocha: 'npx mocha',
  unittest: 'python3 -m unittest',
  pytest: 'python3 -m pytest',
  go: 'go test',
  cargo: 'cargo test',
  maven: 'mvn test',
};

/** The framework that will run a group: unittest for pytest where that is not needed and missing. */
export async function runnable(
  { framework, isNamed }: TestGroup,
  tool: Tool,
  packages: string | undefined,
  search: ToolSearch,
): Promise<TestFramework | undefined> {
  if (framework !== 'pytest') return framework;
  if (await hasPythonModule(tool, 'pytest', packages, search)) return framework;
  return isNamed ? undefined : 'unittest';
}

/** Makes the private folders of a run, with the scripts that run its tests. */
export async function makeFolders(
  base: string,
  folder: string,
  framework: TestFramework,
): Promise<RunFolders> {
  const tree = join(base, 'tree');
  const runner = join(base, 'runner');
  const home = join(base, 'home');
  for (const path of [tree, runner, home]) await fs.mkdir(path, { mode: 0o700 });
  if (framework === 'go' || framework === 'cargo' || framework === 'maven')
    return { tree, runner, home };
  if (framework === 'unittest' || framework === 'pytest') {
    const child = framework === 'pytest' ? pytestSource : pythonTestSource;
    await fs.writeFile(join(runner, 'runner.py'), pythonRunnerSource);
    await fs.writeFile(join(runner, 'child.py'), child);
    return { tree, runner, home };
  }
  await fs.writeFile(join(runner, 'runner.mjs'), nodeRunnerSource);
  const child = framework === 'node' ? nodeTestSource : scriptFrameworkSource(framework);
  await fs.writeFile(join(runner, 'child.mjs'), child);
  await fs.writeFile(join(runner, 'mochaReporter.cjs'), mochaReporterSource);
  await fs.writeFile(join(runner, 'resolver.mjs'), nodeResolverSource);
  const dependencies = join(folder, 'node_modules');
  const stat = await fs.stat(dependencies).catch(() => undefined);
  if (!stat?.isDirectory()) return { tree, runner, home };
  return { tree, runner, home, dependencies: await fs.realpath(dependencies) };
}

/** Why a framework cannot run these files, when that can be told before. */
export async function unfit(
  { framework, testPaths }: TestGroup,
  folder: string,
): Promise<UserText | undefined> {
  const odd = testPaths.find((path) => /\.[jt]sx$/i.test(path));
  if (framework === 'node' && odd !== undefined) {
    return userText('Node cannot run {0}: it holds JSX.', odd);
  }
  return (await isInstalled(folder, framework)) ? undefined : notInstalled(framework);
}

/** What is said of a framework that is missing. */
export function notInstalled(framework: TestFramework): UserText {
  return userText(
    '{0} is not installed here, so its tests were not run. Install the dependencies of the project first.',
    framework,
  );
}
