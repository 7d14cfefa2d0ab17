import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Language, TestFramework, ValidationResult } from '../base/task.ts';
import { detectFramework, frameworkOfFile } from './detectFramework.ts';
import { toolchainOf } from './toolchains.ts';
import type { TestStyle, Validator } from './validator.ts';

type Request = Parameters<Validator['validate']>[0];

/** Test files that one framework runs. */
export interface TestGroup {
  readonly framework: TestFramework;
  readonly testPaths: readonly string[];
  /** True when a file asks for the framework by name, so that no other can stand in. */
  readonly isNamed: boolean;
}

/** Frameworks that are packages of the project. */
export const packagedFrameworks = ['vitest', 'jest', 'mocha'] as const;

/** True for a framework that has to be installed in the folder's `node_modules`. */
export function isPackaged(
  framework: TestFramework,
): framework is (typeof packagedFrameworks)[number] {
  return packagedFrameworks.some((name) => name === framework);
}

/** The framework that runs where a project has none of its own. */
export function builtInFramework(language: Language): TestFramework {
  return toolchainOf(language)?.framework ?? (language === 'python' ? 'unittest' : 'node');
}

/** The framework of a folder's tests, as its manifest says; undefined when it says nothing. */
export async function frameworkOf(
  folder: string,
  language: Language,
): Promise<TestFramework | undefined> {
  return detectFramework(language, {
    names: await fs.readdir(folder).catch(() => []),
    read: (name) => fs.readFile(join(folder, name), 'utf8').catch(() => undefined),
  });
}

/** Is the package there, so that its tests can run? */
export async function isInstalled(folder: string, framework: TestFramework): Promise<boolean> {
  if (!isPackaged(framework)) return true;
  const manifest = join(folder, 'node_modules', framework, 'package.json');
  return fs.access(manifest).then(
    () => true,
    () => false,
  );
}

/** How new tests of a folder are to be written, so that they can run here. */
export async function testStyleOf(folder: string, language: Language): Promise<TestStyle> {
  const project = await frameworkOf(folder, language);
  const canRun = project !== undefined && (await isInstalled(folder, project));
  const framework = canRun ? project : builtInFramework(language);
  const isCommonJs =
    framework === 'jest' && language === 'javascript' && !(await loadsModules(folder));
  return { framework, isCommonJs };
}

/** Does jest read ES modules here: as they are, or through Babel? */
async function loadsModules(folder: string): Promise<boolean> {
  const manifest = await fs.readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  if (/"type"\s*:\s*"module"|"babel"\s*:|"transform"\s*:/.test(manifest)) return true;
  const names = await fs.readdir(folder).catch((): string[] => []);
  return names.some((name) => /^(?:\.babelrc|babel\.config\.)/.test(name));
}

/** Puts each test file with the framework that must run it: its own imports, else the project's. */
export async function groupTests(folder: string, request: Request): Promise<readonly TestGroup[]> {
  const project = await frameworkOf(folder, request.language);
  const groups = new Map<TestFramework, { testPaths: string[]; isNamed: boolean }>();
  for (const path of request.testPaths) {
    const file = request.files.find((one) => one.path === path);
    const named = file && frameworkOfFile(file);
    const framework = named ?? project ?? builtInFramework(request.language);
    const group = groups.get(framework) ?? { testPaths: [], isNamed: false };
    group.testPaths.push(path);
    group.isNamed ||= named !== undefined || (project !== undefined && isPackaged(project));
    groups.set(framework, group);
  }
  return [...groups].map(([framework, group]) => ({ framework, ...group }));
}

/** What several frameworks showed, as one result: a failure counts most, then what did not run. */
export function mergeResults(results: readonly ValidationResult[]): ValidationResult {
  const [first, ...rest] = results;
  if (!first) throw new RangeError('There is no result to merge.');
  if (rest.length === 0) return first;
  const order = ['failed', 'unverified', 'passed'] as const;
  const status = order.find((one) => results.some((result) => result.status === one)) ?? 'failed';
  const problems = results.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const reason = results.find((result) => result.status === status && result.reason)?.reason;
  const commands = results.flatMap(({ command }) => (command === undefined ? [] : [command]));
  return {
    status,
    tests: results.flatMap(({ tests }) => tests),
    ...(problems.length > 0 && { problem: problems.join('\n') }),
    ...(reason && { reason }),
    output: results.map(({ output }) => output).join('\n'),
    durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...(commands.length > 0 && { command: commands.join(' && ') }),
  };
}
