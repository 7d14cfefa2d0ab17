import * as fs from 'node:fs/promises';
import type { RunBounds } from './exceeded.ts';
import { findLimiter, type Limiter } from './limiter.ts';
import type { Command } from './runProcess.ts';
import { findSeatbelt } from './seatbelt.ts';

/** Folders on the host that a test run uses. */
export interface RunFolders {
  /** Copy of the workspace; the tests may change it. */
  readonly tree: string;
  /** Our own runner scripts; read-only to the tests. */
  readonly runner: string;
  /** Private home and temporary folder where there is no sandbox to make them. */
  readonly home: string;
  /** Absolute, installed dependencies to show read-only as `node_modules`, if there are any. */
  readonly dependencies?: string;
}

/** What to run, in terms of the folders as the tests see them. */
export interface ConfinedRun {
  readonly program: string;
  readonly mounts: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Builds the arguments from the paths inside. */
  readonly args: (inside: InsidePaths) => readonly string[];
  /** Bytes: largest file the tests may write, and size of their temporary folder. */
  readonly fileBytes: number;
}

/** Where the folders are for the tests. */
export interface InsidePaths {
  readonly tree: string;
  readonly runner: string;
  /** Private home, which may be written to. */
  readonly home: string;
}

/** A way to run a program with nothing but what it needs. */
export interface Sandbox {
  /** True: dependencies are linked into the copy, as nothing can be mounted there. */
  readonly linksDependencies?: boolean;
  /** What holds the processes of a run together to their bounds. */
  readonly limitedBy?: Limiter['kind'];
  /** What a run may take, and how to learn that it wanted more. */
  readonly bounds?: RunBounds & Pick<Limiter, 'exceeded'>;
  readonly inside: (folders: RunFolders) => InsidePaths;
  readonly command: (folders: RunFolders, run: ConfinedRun) => Command;
}

/** Paths at which a system installs bubblewrap. */
export const bubblewrapPaths: readonly string[] = [
  '/usr/bin/bwrap',
  '/bin/bwrap',
  '/usr/local/bin/bwrap',
  '/run/current-system/sw/bin/bwrap',
];

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
// Where Nix, Guix and Homebrew keep the libraries of what they install; and what the loader, time
// zones and Debian's alternatives need of /etc.
const optionalFolders = [
  ...['/nix/store', '/gnu/store', '/home/linuxbrew/.linuxbrew'],
  ...['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives'],
  ...['/etc/localtime', '/etc/ssl/openssl.cnf'],
];
// Paths no tool lives under, as a mount would hide it.
const insideTree = '/caravan/tree';
const insideRunner = '/caravan/runner';
const insideHome = '/tmp/home';
// Threads count too; Node starts about a dozen a process.
const maxProcesses = 256;
// Of a run where control groups work, else of each of its processes.
const maxMemoryBytes = 2 * 1024 ** 3;
// Of each process; what a run may take in all is a matter of its time.
const maxCpuSeconds = 300;

/**
 * Sandbox by bubblewrap (bwrap(1)): own namespaces for processes, network, IPC, names and users;
 * only the system's programs, the tool and the copy are there; dies with this process.
 */
export async function findBubblewrap(
  candidates: readonly string[] = bubblewrapPaths,
): Promise<Sandbox | undefined> {
  if (process.platform !== 'linux') return undefined;
  const program = await firstExecutable(candidates);
  if (program === undefined) return undefined;
  const prlimit = await firstExecutable(['/usr/bin/prlimit']);
  const bounds = { processes: maxProcesses, memoryBytes: maxMemoryBytes };
  const limiter = await findLimiter(bounds);
  const [starter = program, ...before] = limiter.prefix;
  const folders = await describeSystem();
  const inside: InsidePaths = { tree: insideTree, runner: insideRunner, home: insideHome };
  return {
    limitedBy: limiter.kind,
    bounds: { ...bounds, ...(limiter.exceeded && { exceeded: limiter.exceeded }) },
    inside: () => inside,
    command: (host, run) => ({
      program: starter,
      cwd: '/',
      env: limiter.env,
      args: [
        ...before,
        ...(starter === program ? [] : [program]),
        ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv'],
        ...['--cap-drop', 'ALL', '--hostname', 'sandbox'],
        ...folders,
        ...optionalFolders.flatMap((path) => ['--ro-bind-try', path, path]),
        ...['--proc', '/proc', '--dev', '/dev'],
        ...['--size', String(run.fileBytes), '--tmpfs', '/tmp', '--dir', insideHome],
        ...['--dir', '/run', '--dir', '/var/tmp'],
        ...run.mounts.flatMap((path) => ['--ro-bind', path, path]),
        ...['--bind', host.tree, insideTree, '--ro-bind', host.runner, insideRunner],
        ...(host.dependencies === undefined
          ? []
          : ['--ro-bind', host.dependencies, `${insideTree}/node_modules`]),
        ...Object.entries({
          PATH: '/usr/bin:/bin',
          HOME: insideHome,
          TMPDIR: '/tmp',
          LANG: 'C.UTF-8',
          ...run.env,
        }).flatMap(([name, value]) => ['--setenv', name, value]),
        ...['--chdir', insideTree, '--'],
        ...(prlimit === undefined
          ? []
          : [
              ...[prlimit, '--core=0', `--fsize=${run.fileBytes}`, `--nproc=${maxProcesses}`],
              ...[`--data=${maxMemoryBytes}`, `--cpu=${maxCpuSeconds}`, '--'],
            ]),
        run.program,
        ...run.args(inside),
      ],
    }),
  };
}

/** The sandbox of this system, if it has one; whether it works is seen by running it. */
export async function findSandbox(bubblewrap?: readonly string[]): Promise<Sandbox | undefined> {
  return (await findBubblewrap(bubblewrap)) ?? (await findSeatbelt());
}

/** No confinement but a clean environment: only with the user's own word for it. */
export const unconfined: Sandbox = {
  linksDependencies: true,
  inside: ({ tree, runner, home }) => ({ tree, runner, home }),
  command: (host, run) => ({
    program: run.program,
    cwd: host.tree,
    env: {
      ...(process.platform === 'win32'
        ? { SystemRoot: process.env['SystemRoot'] ?? 'C:\\Windows', USERPROFILE: host.home }
        : { PATH: '/usr/bin:/bin' }),
      HOME: host.home,
      TMPDIR: host.home,
      TEMP: host.home,
      TMP: host.home,
      LANG: 'C.UTF-8',
      NoDefaultCurrentDirectoryInExePath: '1',
      ...run.env,
    },
    args: run.args({ tree: host.tree, runner: host.runner, home: host.home }),
  }),
};

// On merged systems /bin and others are links into /usr and have to stay links.
async function describeSystem(): Promise<readonly string[]> {
  const args: string[] = [];
  for (const path of systemFolders) {
    try {
      const stat = await fs.lstat(path);
      if (stat.isSymbolicLink()) args.push('--symlink', await fs.readlink(path), path);
      else args.push('--ro-bind', path, path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return args;
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await fs.access(path, fs.constants.X_OK);
      return path;
    } catch {
      // Not at this place.
    }
  }
  return undefined;
}
