import * as fs from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, parse, relative } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { parseJson } from '../base/json.ts';
import { runProcess } from './runProcess.ts';

/** A program that runs tests, found outside of the workspace. */
export interface Tool {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
  /** Files and folders outside of the system's own that it needs to start. */
  readonly mounts: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** As a person would type it. */
  readonly shown: string;
}

/** Where to look. */
export interface ToolSearch {
  /** Folder whose programs are never run. */
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Process that runs now, as far as it matters for finding Node. */
export interface HostProcess {
  readonly execPath: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

// First versions with type stripping and test runner as used here (Node 22.18) and unittest's
// behaviour relied on (Python 3.9).
const minNode = [22, 18] as const;
const minPython = [3, 9] as const;

/** Node new enough to run TypeScript: this process, one on PATH, else the editor's own. */
export async function findNode(
  search: ToolSearch,
  host: HostProcess = process,
): Promise<Tool | undefined> {
  const hostVersion = host.versions['node'] ?? '';
  const isNode = host.versions['electron'] === undefined;
  if (isNode && isAtLeast(hostVersion, minNode)) return nodeTool(host.execPath, hostVersion);
  for (const program of await findOnPath('node', search)) {
    const script = 'process.stdout.write(JSON.stringify([process.execPath,process.versions.node]))';
    const answer = z
      .tuple([z.string(), z.string()])
      .safeParse(await ask(program, ['-e', script], search)).data;
    if (answer && isAtLeast(answer[1], minNode)) return nodeTool(answer[0], answer[1]);
  }
  if (isNode || !isAtLeast(hostVersion, minNode)) return undefined;
  return {
    ...nodeTool(host.execPath, hostVersion),
    mounts: [dirname(host.execPath)],
    env: { ELECTRON_RUN_AS_NODE: '1' },
  };
}

function nodeTool(program: string, version: string): Tool {
  return { program, version, mounts: [program], env: {}, shown: 'node --test' };
}

/** Python 3 on PATH. */
export async function findPython(search: ToolSearch): Promise<Tool | undefined> {
  const script =
    'import sys,json;print(json.dumps([sys.executable,".".join(map(str,sys.version_info[:3])),' +
    'sys.prefix,sys.base_prefix]))';
  const names = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
  for (const name of names) {
    for (const program of await findOnPath(name, search)) {
      const answer = z
        .tuple([z.string(), z.string(), z.string(), z.string()])
        .safeParse(await ask(program, ['-I', '-c', script], search)).data;
      if (!answer || !isAtLeast(answer[1], minPython)) continue;
      const [executable, version, prefix, basePrefix] = answer;
      const mounts = [...new Set([executable, prefix, basePrefix])];
      return { program: executable, version, mounts, env: {}, shown: 'python3 -m unittest' };
    }
  }
  return undefined;
}

/** Can the tool import the module, from its own packages or those of the folder? */
export async function hasPythonModule(
  tool: Tool,
  module: string,
  packages: string | undefined,
  search: ToolSearch,
): Promise<boolean> {
  const script =
    'import sys,json,importlib.util as u;sys.path[:0]=sys.argv[2:];' +
    'print(json.dumps(u.find_spec(sys.argv[1]) is not None))';
  const args = ['-I', '-c', script, module, ...(packages === undefined ? [] : [packages])];
  return (await ask(tool.program, args, search)) === true;
}

/** Absolute paths of a program on PATH, leaving out relative entries and those in the workspace. */
export async function findOnPath(name: string, search: ToolSearch): Promise<readonly string[]> {
  const found: string[] = [];
  const workspace = await fs.realpath(search.workspace);
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const entry of (search.environment['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(entry)) continue;
    try {
      const program = join(entry, file);
      await fs.access(program, fs.constants.X_OK);
      const real = await fs.realpath(program);
      if (!isInside(workspace, real) && !isInside(workspace, program)) found.push(program);
    } catch {
      // Not here, or not for us: the next entry may have it.
    }
  }
  return found;
}

/** True when a path is a folder or lies in it; both absolute and real. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way);
}

/** What may be shown to the tests so that a tool starts: never a home or the whole disk. */
export function mountsOf(tool: Tool, environment: ToolSearch['environment']): readonly string[] {
  const home = environment['HOME'] ?? '';
  return tool.mounts.filter(
    (path) =>
      path !== parse(path).root &&
      !(home !== '' && isInside(path, home)) &&
      !['usr', 'bin', 'lib', 'lib64', 'sbin'].includes(path.split('/')[1] ?? ''),
  );
}

/** What a tool prints as JSON for a script of ours; undefined when it does not start or answer. */
export function askTool(
  tool: Tool,
  args: readonly string[],
  search: ToolSearch,
  input: string,
): Promise<unknown> {
  return ask(tool.program, args, search, { input, env: tool.env });
}

async function ask(
  program: string,
  args: readonly string[],
  search: ToolSearch,
  given: Given = {},
): Promise<unknown> {
  return parseJson((await askText(program, args, search, given)) ?? '');
}

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

// What version managers need to find the program behind their stand-in.
const passedOn = [
  ...['PATH', 'HOME', 'SystemRoot', 'PYENV_ROOT', 'PYENV_VERSION', 'VOLTA_HOME'],
  ...['CARGO_HOME', 'RUSTUP_HOME', 'JAVA_HOME'],
];

/** What a program prints when it ends well; undefined when it does not start, or ends otherwise. */
export async function askText(
  program: string,
  args: readonly string[],
  search: ToolSearch,
  given: Given = {},
): Promise<string | undefined> {
  const env: Record<string, string> = { ...given.env };
  for (const name of passedOn) {
    const value = search.environment[name];
    if (value !== undefined) env[name] = value;
  }
  try {
    const { stdout, code } = await runProcess(
      { program, args, cwd: parse(program).root, env },
      {
        input: given.input ?? '',
        wallMs: 10_000,
        reportBytes: 64 * 1024,
        outputBytes: 64 * 1024,
        keptOutputBytes: 1024,
        clock: search.clock,
        signal: search.signal,
      },
    );
    search.signal.throwIfAborted();
    return code === 0 ? stdout : undefined;
  } catch {
    search.signal.throwIfAborted();
    // A program of that name which does not start or answer is not the tool.
    return undefined;
  }
}

/** The real path of a folder; undefined where there is none. */
export async function realFolder(path: string): Promise<string | undefined> {
  if (path === '') return undefined;
  const real = await fs.realpath(path).catch(() => undefined);
  return real !== undefined && (await fs.stat(real)).isDirectory() ? real : undefined;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}
