import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ValidationResult } from '../base/task.ts';
import { userText, type UserText } from '../base/userText.ts';
import { chooseSandbox, unverified, type Wired } from './chooseSandbox.ts';
import { copyChanges, copyState } from './copyChanges.ts';
import { fillCopy } from './copyFolder.ts';
import { findGo } from './findGo.ts';
import { mountsOf, type Tool } from './findTool.ts';
import { readGoReport, type GoPlaces, type GoReport } from './goReport.ts';
import { judge } from './judge.ts';
import { makeFolders, shownCommands } from './runnerFolders.ts';
import { runProcess, type Command, type ProcessResult } from './runProcess.ts';
import { unconfined, type RunFolders, type Sandbox } from './sandbox.ts';
import type { Validator } from './validator.ts';

// What go(1) says of a folder that is mounted read-only, here and on macOS.
const unwritable = /read-only file system|operation not permitted/;

type Request = Parameters<Validator['validate']>[0];

// Times the bound of the tests that building them may take besides, where nothing is built yet.
const buildShare = 2;

/**
 * Runs `go test` for the packages of the test files over the private copy: all tests of a package
 * count, its older ones with the new. Modules come from this machine, and build results are read
 * from the user's own cache, into which nothing is written.
 */
export async function validateGo(
  base: string,
  request: Request,
  options: Wired,
  signal: AbortSignal,
  elapsed: () => number,
): Promise<ValidationResult> {
  const { folder, clock, limits: given, environment = process.env } = options;
  const known = options.found.get('go');
  const tool = known?.tool ?? (await findGo({ workspace: folder, environment, clock, signal }));
  if (!tool) return unverified(missingGo(), elapsed());
  const folders = await makeFolders(base, folder, 'go');
  const choice =
    known ??
    (await chooseSandbox(
      (one) => commandFor(one, folders, tool, options, ['version']),
      options,
      signal,
    ));
  if (!('sandbox' in choice)) return unverified(choice.reason, elapsed());
  const { sandbox } = choice;
  options.found.set('go', { tool, sandbox });

  await fillCopy(folders.tree, folder, request.files, given, signal);
  const packages = [...new Set(request.testPaths.map((path) => posix.dirname(path)))];
  const tree = sandbox.inside(folders).tree;
  const places = await placesOf(folders.tree, packages, tree);
  if (!places) return unverified(withoutModule(), elapsed());
  const mostFiles = 2 * given.copyFiles;
  const before = await copyState(folders.tree, mostFiles);
  const limits = { ...given, wallMs: given.wallMs * (1 + buildShare) };
  const args = testArgs(packages, places.root, given.wallMs);
  const run = async (one: Tool): Promise<readonly [ProcessResult, GoReport]> => {
    const command = commandFor(sandbox, folders, one, options, args);
    const result = await runProcess(command, { ...bounds(limits), input: '', clock, signal });
    signal.throwIfAborted();
    return [result, readGoReport(result, packages.length, places)];
  };
  let [result, report] = await run(tool);
  // A Go that insists on writing into its cache gets one of its own.
  if (unwritable.test(report.build)) [result, report] = await run(withoutCache(tool));
  const reason = result.ended === undefined ? notReady(report.build) : undefined;
  if (reason) return unverified(reason, elapsed());
  const secret = `${randomBytes(16).toString('hex')} `;
  const changed = copyChanges(before, await copyState(folders.tree, mostFiles));
  const met = result.pid === undefined ? undefined : await sandbox.bounds?.exceeded?.(result.pid);
  const verdict = judge(
    {
      ...result,
      stdout: report.lines.map((line) => secret + line).join('\n'),
      stderr: `${report.build}${report.output}`,
    },
    {
      ...{ secret, tree, limits, changed },
      testFiles: request.files.filter(({ path }) => request.testPaths.includes(path)),
      ...(sandbox.bounds && { bounds: { ...sandbox.bounds, met } }),
    },
  );
  const shown = packages.map((path) => (path === '.' ? path : `./${path}`));
  return { ...verdict, durationMs: elapsed(), command: `${shownCommands.go} ${shown.join(' ')}` };
}

function bounds(
  limits: Wired['limits'],
): Omit<Parameters<typeof runProcess>[1], 'input' | 'clock' | 'signal'> {
  const { wallMs, reportBytes, outputBytes, keptOutputBytes } = limits;
  return { wallMs, reportBytes, outputBytes, keptOutputBytes };
}

// Few compilers at a time, so that many cores do not come to the sandbox's bound on processes.
function testArgs(packages: readonly string[], root: string, wallMs: number): readonly string[] {
  const own = packages.map((path) => `./${posix.relative(root || '.', path)}`);
  const timeout = `-timeout=${Math.ceil(wallMs / 1_000)}s`;
  return ['-C', root || '.', 'test', '-json', '-count=1', '-p=4', timeout, ...own];
}

function commandFor(
  sandbox: Sandbox,
  folders: RunFolders,
  tool: Tool,
  { environment = process.env, limits }: Wired,
  args: readonly string[],
): Command {
  const { GOCACHE, ...env } = tool.env;
  // Without a sandbox nothing keeps the user's own cache from being written to.
  const cache = sandbox === unconfined ? join(folders.home, 'go-build') : GOCACHE;
  return sandbox.command(folders, {
    program: tool.program,
    mounts: mountsOf(tool, environment),
    env: {
      ...{ ...env, GOENV: 'off', GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '' },
      // Its index of packages is the one part of a cache that cannot be read only (GODEBUG, go.dev).
      GODEBUG: 'goindex=0',
      ...(cache !== undefined && { GOCACHE: cache }),
    },
    fileBytes: limits.fileBytes,
    args: () => args,
  });
}

function withoutCache(tool: Tool): Tool {
  const env = Object.entries(tool.env).filter(([name]) => name !== 'GOCACHE');
  return { ...tool, env: Object.fromEntries(env) };
}

/** The module of the packages and the tests they hold; undefined where there is no `go.mod`. */
async function placesOf(
  copy: string,
  packages: readonly string[],
  tree: string,
): Promise<GoPlaces | undefined> {
  const holders = new Map<string, string>();
  for (const path of packages) {
    const folder = path === '.' ? '' : path;
    for (const name of await fs.readdir(join(copy, path))) {
      if (!name.endsWith('_test.go')) continue;
      const code = await fs.readFile(join(copy, path, name), 'utf8');
      for (const [, test = ''] of code.matchAll(/^func ((?:Test|Example|Fuzz)\w*)\(/gm)) {
        holders.set(`${folder} ${test}`, posix.join(folder, name));
      }
    }
  }
  for (let root = packages[0] ?? '.'; ; root = posix.dirname(root)) {
    const manifest = await fs.readFile(join(copy, root, 'go.mod'), 'utf8').catch(() => undefined);
    const [, module] = /^\s*module\s+"?([^\s"]+)/m.exec(manifest ?? '') ?? [];
    if (module !== undefined) return { module, root: root === '.' ? '' : root, tree, holders };
    if (root === '.') return undefined;
  }
}

/** Why go(1) could not begin, where that is not the code's fault. */
function notReady(build: string): UserText | undefined {
  if (/requires go >= [\d.]+|GOTOOLCHAIN=local/.test(build)) {
    return userText(
      'The project needs a newer Go than the one here, so its tests were not run. Install it from go.dev.',
    );
  }
  if (/lookup disabled by GOPROXY=off|missing go\.sum entry|inconsistent vendoring/.test(build)) {
    return userText(
      'Modules of the project are not on this machine, so its tests were not run. Run “go mod download” first.',
    );
  }
  return undefined;
}

function missingGo(): UserText {
  return userText(
    'Go 1.20 or newer was not found on PATH, so the tests were not run. Install it from go.dev.',
  );
}

function withoutModule(): UserText {
  return userText(
    'There is no go.mod for these tests, so they were not run. Run “go mod init” first.',
  );
}
