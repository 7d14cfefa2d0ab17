import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../base/task.ts';
import type { ValidatorOptions } from './createValidator.ts';
import { fillCopy } from './copyFolder.ts';
import { hasPythonModule, mountsOf, type Tool, type ToolSearch } from './findTool.ts';
import type { ValidationLimits } from './limits.ts';
import { projectChecks, type ProjectCheck } from './projectChecks.ts';
import { sitePackages } from './pythonPackages.ts';
import { removeFolder } from './removeFolder.ts';
import { makeFolders } from './runnerFolders.ts';
import { runProcess } from './runProcess.ts';
import { unconfined, type RunFolders, type Sandbox } from './sandbox.ts';
import { toolchainOf } from './toolchains.ts';
import type { Validator } from './validator.ts';

type Request = Parameters<NonNullable<Validator['check']>>[0];
/** A tool with the sandbox it has been seen to start in. */
interface Seen {
  readonly tool: Tool;
  readonly sandbox: Sandbox;
}
type Options = ValidatorOptions & { readonly limits: ValidationLimits };

/** Findings of one file that are told: a reader looks at no more. */
const most = 20;

/**
 * What the project's own type checker and linter say of a file as it is proposed, over a private
 * copy, in the sandbox that tests have been seen to run in and never without one. What they said of
 * the file before is left out. Nothing where the project has none, or one does not end well.
 */
export async function checkFiles(
  request: Request,
  options: Options,
  seen: Seen | undefined,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { folder, isTrusted, temporaryFolder, limits } = options;
  // What compiles its tests tells of types there, and `go test` vets.
  if (toolchainOf(request.language)) return [];
  if (!isTrusted() || !seen || seen.sandbox === unconfined) return [];
  const checks = await projectChecks(folder, request.language);
  if (checks.length === 0) return [];
  const home = await fs.mkdtemp(
    join(await fs.realpath(temporaryFolder ?? tmpdir()), 'caravan-check-'),
  );
  try {
    const isPython = request.language === 'python';
    const folders = await makeFolders(home, folder, isPython ? 'unittest' : 'node');
    await fillCopy(folders.tree, folder, request.files, limits, signal);
    await linkDependencies(folders, seen.sandbox);
    const all = (): Promise<readonly Finding[]> =>
      runAll(checks, request, { ...options, folders, seen, signal });
    const found = await all();
    const before = found.length === 0 ? undefined : await contentBefore(folder, request.about);
    if (before === undefined) return found.slice(0, most);
    await fs.writeFile(join(folders.tree, request.about), before);
    return without(found, await all()).slice(0, most);
  } finally {
    await removeFolder(home);
  }
}

/** Findings less the older ones, each of which takes away one of the same words: lines move. */
function without(found: readonly Finding[], older: readonly Finding[]): readonly Finding[] {
  const rest = older.map(textOf);
  return found.filter((finding) => {
    const at = rest.indexOf(textOf(finding));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function textOf({ tool, message }: Finding): string {
  return `${tool}: ${message}`;
}

/** The file as it is in the folder; undefined when it is new. */
function contentBefore(folder: string, path: string): Promise<string | undefined> {
  return fs.readFile(join(folder, path), 'utf8').catch(() => undefined);
}

async function linkDependencies(folders: RunFolders, sandbox: Sandbox): Promise<void> {
  if (folders.dependencies === undefined) return;
  const place = join(folders.tree, 'node_modules');
  if (sandbox.linksDependencies) await fs.symlink(folders.dependencies, place, 'junction');
  else await fs.mkdir(place);
}

async function runAll(
  checks: readonly ProjectCheck[],
  { about, language }: Request,
  given: Options & { folders: RunFolders; seen: Seen; signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { folder, clock, limits, environment = process.env, folders, signal } = given;
  const { tool, sandbox } = given.seen;
  const search: ToolSearch = { workspace: folder, environment, clock, signal };
  const packages = language === 'python' ? await sitePackages(folder, tool.version) : undefined;
  const inside = sandbox.inside(folders);
  const findings: Finding[] = [];
  for (const { module, args, read } of checks) {
    if (module !== undefined && !(await hasPythonModule(tool, module, packages, search))) continue;
    const command = sandbox.command(folders, {
      program: tool.program,
      mounts: [...mountsOf(tool, environment), ...(packages === undefined ? [] : [packages])],
      env: {
        ...tool.env,
        ...(packages !== undefined && { PYTHONPATH: packages }),
        ...(language === 'python' && { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' }),
      },
      fileBytes: limits.fileBytes,
      args: () => args([about], inside),
    });
    const { wallMs, reportBytes, outputBytes, keptOutputBytes } = limits;
    const bounds = { wallMs, reportBytes, outputBytes, keptOutputBytes };
    const result = await runProcess(command, { ...bounds, input: '', clock, signal });
    signal.throwIfAborted();
    if (result.ended !== undefined) continue;
    findings.push(...read(result.stdout, inside).filter(({ file }) => file === about));
  }
  return findings;
}
