import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { CaravanError, describeError } from '../base/errors.ts';
import type { Language, SourceFile, ValidationResult } from '../base/task.ts';
import { userText, type UserText } from '../base/userText.ts';
import { checkFiles } from './checkFiles.ts';
import { checkSyntax } from './checkSyntax.ts';
import { chooseSandbox, unverified, type Family, type Found, type Wired } from './chooseSandbox.ts';
import { copyChanges, copyState } from './copyChanges.ts';
import { fillCopy } from './copyFolder.ts';
import { findNode, findPython, mountsOf, type Tool, type ToolSearch } from './findTool.ts';
import { judge } from './judge.ts';
import { defaultLimits, type ValidationLimits } from './limits.ts';
import { nodeOptions } from './nodeRunnerSource.ts';
import { sitePackages } from './pythonPackages.ts';
import { removeFolder } from './removeFolder.ts';
import { makeFolders, notInstalled, runnable, shownCommands, unfit } from './runnerFolders.ts';
import { runProcess } from './runProcess.ts';
import type { RunFolders, Sandbox } from './sandbox.ts';
import { groupTests, mergeResults, testStyleOf, type TestGroup } from './testGroups.ts';
import { toolchainOf } from './toolchains.ts';
import { validateByToolchain } from './validateByToolchain.ts';
import type { Validator } from './validator.ts';

/** What a validator needs. */
export interface ValidatorOptions {
  /** Absolute folder that is open. */
  readonly folder: string;
  /** False: nothing is copied or run. */
  readonly isTrusted: () => boolean;
  readonly clock: Clock;
  /**
   * What to do where no sandbox works; `allow` only on the user's own word, a function asks for it
   * once in the validator's life. Default `refuse`.
   */
  readonly unsandboxed?: 'refuse' | 'allow' | (() => Promise<boolean>);
  /** Environment to look for tools in; the tests get none of it. Default: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<ValidationLimits>;
  /** Where the private temporary folder is made. Default: the system's. */
  readonly temporaryFolder?: string;
  /** Places to look for bubblewrap. */
  readonly bubblewrap?: readonly string[];
}

type Request = Parameters<Validator['validate']>[0];

/**
 * Runs tests over a private copy of the folder, in a sandbox without network. The verdict comes
 * from the runner's own report. Rejects with the signal's reason when aborted; leaves nothing.
 */
export function createValidator(options: ValidatorOptions): Validator {
  const limits = { ...defaultLimits, ...options.limits };
  const found: Found = new Map();
  const parsers = new Map<Family, Tool>();
  const parse = async (
    files: readonly SourceFile[],
    language: Language,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    if (!options.isTrusted()) return undefined;
    const { folder: workspace, environment = process.env, clock } = options;
    const search: ToolSearch = { workspace, environment, clock, signal };
    const family = familyOf(language);
    const known = found.get(family)?.tool ?? parsers.get(family);
    const tool = known ?? (await findTool(language, search));
    if (!tool) return undefined;
    parsers.set(family, tool);
    for (const file of files) {
      const problem = await checkSyntax(file, tool, search);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  const { unsandboxed = 'refuse' } = options;
  let word: Promise<boolean> | undefined;
  const mayRunBare = (): Promise<boolean> =>
    (word ??=
      typeof unsandboxed === 'function' ? unsandboxed() : Promise.resolve(unsandboxed === 'allow'));
  return {
    testStyle: (language) => testStyleOf(options.folder, language),
    checkSyntax: (file, language, signal) => parse([file], language, signal),
    check: (request, signal) =>
      checkFiles(request, { ...options, limits }, found.get(familyOf(request.language)), signal),
    async validate(request, signal) {
      const began = options.clock.now();
      const elapsed = (): number => Math.round(options.clock.now() - began);
      signal.throwIfAborted();
      const refusal = refuse(request, options);
      if (refusal !== undefined) return unverified(refusal, elapsed());
      const base = await fs.realpath(options.temporaryFolder ?? tmpdir());
      const home = await fs.mkdtemp(join(base, 'caravan-test-'));
      try {
        const wired = { ...options, limits, found, mayRunBare };
        const results: ValidationResult[] = [];
        const own = toolchainOf(request.language);
        if (own)
          results.push(await validateByToolchain(own, home, request, wired, signal, elapsed));
        const groups = own ? [] : await groupTests(options.folder, request);
        for (const group of groups) {
          const base = join(home, group.framework);
          await fs.mkdir(base, { mode: 0o700 });
          results.push(await validateIn(base, request, group, wired, signal, elapsed));
        }
        const result = { ...mergeResults(results), durationMs: elapsed() };
        // What does not even parse is wrong, whether its tests can run here or not.
        const problem =
          result.status === 'unverified'
            ? await parse(request.files, request.language, signal)
            : undefined;
        return problem === undefined ? result : { ...withoutReason(result), problem };
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

function withoutReason({ reason, ...result }: ValidationResult): ValidationResult {
  return { ...result, status: reason === undefined ? result.status : 'failed' };
}

function familyOf(language: Language): Family {
  return toolchainOf(language)?.framework ?? (language === 'python' ? 'python' : 'node');
}

function findTool(language: Language, search: ToolSearch): Promise<Tool | undefined> {
  const own = toolchainOf(language);
  if (own) return own.find(search);
  return language === 'python' ? findPython(search) : findNode(search);
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
  const family = familyOf(request.language);
  const known = options.found.get(family);
  const tool = known?.tool ?? (await findTool(request.language, search));
  if (!tool) return unverified(missingTool(request.language), elapsed());

  const packages = isPython ? await sitePackages(folder, tool.version) : undefined;
  const framework = await runnable(group, tool, packages, search);
  if (framework === undefined) return unverified(notInstalled(group.framework), elapsed());
  const folders = await makeFolders(base, folder, framework);
  const choice =
    known ??
    (await chooseSandbox(
      (sandbox) =>
        commandFor(sandbox, withoutDependencies(folders), tool, options, { args: ['--version'] }),
      options,
      signal,
    ));
  if (!('sandbox' in choice)) return unverified(choice.reason, elapsed());
  const { sandbox } = choice;
  options.found.set(family, { tool, sandbox });

  await fillCopy(folders.tree, folder, request.files, limits, signal);
  if (folders.dependencies !== undefined) {
    if (sandbox.linksDependencies) {
      await fs.symlink(folders.dependencies, join(folders.tree, 'node_modules'), 'junction');
    } else await fs.mkdir(join(folders.tree, 'node_modules'));
  }
  const secret = `${randomBytes(16).toString('hex')} `;
  const inside = sandbox.inside(folders);
  const mostFiles = 2 * limits.copyFiles;
  const before = await copyState(folders.tree, mostFiles);
  const result = await runProcess(commandFor(sandbox, folders, tool, options, { packages }), {
    input: JSON.stringify({
      secret,
      root: inside.tree,
      files: testPaths,
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
  const changed = copyChanges(before, await copyState(folders.tree, mostFiles));
  const met = result.pid === undefined ? undefined : await sandbox.bounds?.exceeded?.(result.pid);
  const bounds = sandbox.bounds && { ...sandbox.bounds, met };
  const evidence = { secret, tree: inside.tree, limits, testFiles, changed };
  const verdict = judge(result, { ...evidence, ...(bounds && { bounds }) });
  const command = `${shownCommands[framework]} ${testPaths.join(' ')}`;
  return { ...verdict, durationMs: elapsed(), command };
}

function withoutDependencies({ tree, runner, home }: RunFolders): RunFolders {
  return { tree, runner, home };
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
