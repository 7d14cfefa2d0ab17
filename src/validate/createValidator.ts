import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { CaravanError, describeError } from '../base/errors.ts';
import type { Language, TestFramework, ValidationResult } from '../base/task.ts';
import { translate, userText, type UserText } from '../base/userText.ts';
import { fillCopy } from './copyFolder.ts';
import {
  findNode,
  findPython,
  hasPythonModule,
  mountsOf,
  type Tool,
  type ToolSearch,
} from './findTool.ts';
import { judge } from './judge.ts';
import { defaultLimits, type ValidationLimits } from './limits.ts';
import { nodeOptions, nodeResolverSource, nodeRunnerSource } from './nodeRunnerSource.ts';
import { nodeTestSource } from './nodeTestSource.ts';
import { pythonRunnerSource } from './pythonRunnerSource.ts';
import { pythonTestSource } from './pythonTestSource.ts';
import { sitePackages } from './pythonPackages.ts';
import { pytestSource } from './pytestSource.ts';
import { removeFolder } from './removeFolder.ts';
import { runProcess } from './runProcess.ts';
import { findBubblewrap, unconfined, type RunFolders, type Sandbox } from './sandbox.ts';
import { mochaReporterSource, scriptFrameworkSource } from './scriptFrameworkSource.ts';
import { groupTests, isInstalled, mergeResults, type TestGroup } from './testGroups.ts';
import type { Validator } from './validator.ts';

/** What a validator needs. */
export interface ValidatorOptions {
  /** Absolute folder that is open. */
  readonly folder: string;
  /** False: nothing is copied or run. */
  readonly isTrusted: () => boolean;
  readonly clock: Clock;
  /** What to do where no sandbox works; `allow` only on the user's own word. Default `refuse`. */
  readonly unsandboxed?: 'refuse' | 'allow';
  /** Environment to look for tools in; the tests get none of it. Default: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<ValidationLimits>;
  /** Where the private temporary folder is made. Default: the system's. */
  readonly temporaryFolder?: string;
  /** Places to look for bubblewrap. */
  readonly bubblewrap?: readonly string[];
}

/** A tool with the sandbox it has been seen to start in, by language family; found once. */
type Found = Map<'node' | 'python', { readonly tool: Tool; readonly sandbox: Sandbox }>;
type Wired = ValidatorOptions & { readonly limits: ValidationLimits; readonly found: Found };
type Request = Parameters<Validator['validate']>[0];

/**
 * Runs tests over a private copy of the folder, in a sandbox without network. The verdict comes
 * from the runner's own report. Rejects with the signal's reason when aborted; leaves nothing.
 */
export function createValidator(options: ValidatorOptions): Validator {
  const limits = { ...defaultLimits, ...options.limits };
  const found: Found = new Map();
  return {
    async validate(request, signal) {
      const began = options.clock.now();
      const elapsed = (): number => Math.round(options.clock.now() - began);
      signal.throwIfAborted();
      const refusal = refuse(request, options);
      if (refusal !== undefined) return unverified(refusal, elapsed());
      const base = await fs.realpath(options.temporaryFolder ?? tmpdir());
      const home = await fs.mkdtemp(join(base, 'caravan-test-'));
      try {
        const wired = { ...options, limits, found };
        const results: ValidationResult[] = [];
        for (const group of await groupTests(options.folder, request)) {
          const base = join(home, group.framework);
          await fs.mkdir(base, { mode: 0o700 });
          results.push(await validateIn(base, request, group, wired, signal, elapsed));
        }
        return { ...mergeResults(results), durationMs: elapsed() };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof CaravanError)) throw error;
        return { ...unverified(error.text, elapsed()), problem: describeError(error.toInfo()) };
      } finally {
        await removeFolder(home);
      }
    },
  };
}

function refuse(request: Request, { isTrusted }: ValidatorOptions): UserText | undefined {
  if (!isTrusted()) {
    return userText(
      'The workspace is not trusted, so no tests were run. Trust it to have them run.',
    );
  }
  if (request.testPaths.length === 0) return userText('There are no tests to run.');
  return undefined;
}

/** Why a framework cannot run these files, when that can be told before. */
async function unfit(
  { framework, testPaths }: TestGroup,
  folder: string,
): Promise<UserText | undefined> {
  const odd = testPaths.find((path) => /\.[jt]sx$/i.test(path));
  if (framework === 'node' && odd !== undefined) {
    return userText('Node cannot run {0}: it holds JSX.', odd);
  }
  return (await isInstalled(folder, framework)) ? undefined : notInstalled(framework);
}

function notInstalled(framework: TestFramework): UserText {
  return userText(
    '{0} is not installed here, so its tests were not run. Install the dependencies of the project first.',
    framework,
  );
}

async function validateIn(
  base: string,
  request: Request,
  group: TestGroup,
  options: Wired,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<ValidationResult> {
  const { folder, clock, limits, environment = process.env } = options;
  const { testPaths } = group;
  const reason = await unfit(group, folder);
  if (reason) return unverified(reason, elapsed());
  const search: ToolSearch = { workspace: folder, environment, clock, signal };
  const isPython = request.language === 'python';
  const family = isPython ? 'python' : 'node';
  const known = options.found.get(family);
  const tool = known?.tool ?? (await (isPython ? findPython(search) : findNode(search)));
  if (!tool) return unverified(missingTool(request.language), elapsed());

  const packages = isPython ? await sitePackages(folder, tool.version) : undefined;
  const framework = await runnable(group, tool, packages, search);
  if (framework === undefined) return unverified(notInstalled(group.framework), elapsed());
  const folders = await makeFolders(base, folder, framework);
  const choice = known ?? (await chooseSandbox(tool, folders, options, signal));
  if (!('sandbox' in choice)) return unverified(choice.reason, elapsed());
  const { sandbox } = choice;
  options.found.set(family, { tool, sandbox });

  await fillCopy(folders.tree, folder, request.files, limits, signal);
  if (folders.dependencies !== undefined) {
    if (sandbox === unconfined) {
      await fs.symlink(folders.dependencies, join(folders.tree, 'node_modules'), 'junction');
    } else await fs.mkdir(join(folders.tree, 'node_modules'));
  }
  const secret = `${randomBytes(16).toString('hex')} `;
  const inside = sandbox.inside(folders);
  const result = await runProcess(commandFor(sandbox, folders, tool, options, { packages }), {
    input: JSON.stringify({
      ...{ secret, root: inside.tree, files: testPaths },
      sources: request.files.map((file) => file.path),
    }),
    wallMs: limits.wallMs,
    reportBytes: limits.reportBytes,
    outputBytes: limits.outputBytes,
    keptOutputBytes: limits.keptOutputBytes,
    clock,
    signal,
  });
  signal.throwIfAborted();
  const testFiles = request.files.filter(({ path }) => testPaths.includes(path));
  const verdict = judge(result, { secret, tree: inside.tree, limits, testFiles });
  const command = `${shownCommands[framework]} ${testPaths.join(' ')}`;
  return { ...verdict, durationMs: elapsed(), command };
}

/** As a person would type it. */
const shownCommands: Readonly<Record<TestFramework, string>> = {
  ...{ node: 'node --test', vitest: 'npx vitest run', jest: 'npx jest', mocha: 'npx mocha' },
  ...{ unittest: 'python3 -m unittest', pytest: 'python3 -m pytest' },
};

/** The framework that will run a group: unittest for pytest where that is not needed and missing. */
async function runnable(
  { framework, isNamed }: TestGroup,
  tool: Tool,
  packages: string | undefined,
  search: ToolSearch,
): Promise<TestFramework | undefined> {
  if (framework !== 'pytest') return framework;
  if (await hasPythonModule(tool, 'pytest', packages, search)) return framework;
  return isNamed ? undefined : 'unittest';
}

async function makeFolders(
  base: string,
  folder: string,
  framework: TestFramework,
): Promise<RunFolders> {
  const tree = join(base, 'tree');
  const runner = join(base, 'runner');
  const home = join(base, 'home');
  for (const path of [tree, runner, home]) await fs.mkdir(path, { mode: 0o700 });
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

/** A sandbox counts only when the tool has been seen to start in it. */
async function chooseSandbox(
  tool: Tool,
  folders: RunFolders,
  options: Wired,
  signal: AbortSignal,
): Promise<{ readonly sandbox: Sandbox } | { readonly reason: UserText }> {
  const { clock } = options;
  const { tree, runner, home } = folders;
  const sandbox = await findBubblewrap(options.bubblewrap);
  let detail = 'bubblewrap: not found';
  if (sandbox) {
    const probe = await runProcess(
      commandFor(sandbox, { tree, runner, home }, tool, options, { args: ['--version'] }),
      {
        ...{ input: '', wallMs: 10_000, reportBytes: 65_536, outputBytes: 65_536 },
        ...{ keptOutputBytes: 2_048, clock, signal },
      },
    );
    signal.throwIfAborted();
    if (probe.code === 0) return { sandbox };
    detail = probe.stderr.trim().split('\n').at(-1) ?? 'it did not start';
  }
  if (options.unsandboxed === 'allow') return { sandbox: unconfined };
  return {
    reason: userText(
      'The tests were not run: no sandbox works here ({0}). Install bubblewrap (Linux), or allow tests without a sandbox in the settings.',
      detail,
    ),
  };
}

function commandFor(
  sandbox: Sandbox,
  folders: RunFolders,
  tool: Tool,
  options: Wired,
  {
    args,
    packages,
  }: { readonly args?: readonly string[]; readonly packages?: string | undefined } = {},
): ReturnType<Sandbox['command']> {
  const { runner } = sandbox.inside(folders);
  const isPython = tool.shown.startsWith('python');
  return sandbox.command(folders, {
    program: tool.program,
    mounts: [
      ...mountsOf(tool, options.environment ?? process.env),
      ...(packages === undefined ? [] : [packages]),
    ],
    env: {
      ...tool.env,
      ...(packages !== undefined && { PYTHONPATH: packages }),
      ...(isPython
        ? { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', PYTHONHASHSEED: '0' }
        : { NODE_OPTIONS: nodeOptions(tool.version, runner) }),
    },
    fileBytes: options.limits.fileBytes,
    args: (inside) =>
      args ?? (isPython ? ['-B', `${inside.runner}/runner.py`] : [`${inside.runner}/runner.mjs`]),
  });
}

function missingTool(language: Language): UserText {
  return language === 'python'
    ? userText(
        'Python 3.9 or newer was not found on PATH, so the tests were not run. Install it from python.org.',
      )
    : userText(
        'Node 22.18 or newer was not found, so the tests were not run. Install it from nodejs.org.',
      );
}

function unverified(reason: UserText, durationMs: number): ValidationResult {
  const problem = translate(reason);
  return { status: 'unverified', tests: [], problem, reason, output: '', durationMs };
}
