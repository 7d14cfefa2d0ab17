import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Exceeded, RunBounds } from './exceeded.ts';

/**
 * A way to hold a whole run to bounds, put in front of its command. `scope`: a transient unit of
 * the user's systemd; `cgroup`: control groups this process may make itself, as root in a
 * container may; `none`: neither works here, and only the limits of single processes hold.
 */
export interface Limiter {
  readonly kind: 'scope' | 'cgroup' | 'none';
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the run whose first process had this id was held back from, where groups tell. */
  readonly exceeded?: (pid: number) => Promise<Exceeded | undefined>;
}

/** What tells where control groups are; replaceable in tests. */
export interface LimiterSearch {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly groups: string;
  readonly ownGroups: string;
  readonly systemdRun: string;
}

const system: LimiterSearch = {
  environment: process.env,
  groups: '/sys/fs/cgroup',
  ownGroups: '/proc/self/cgroup',
  systemdRun: '/usr/bin/systemd-run',
};

const none: Limiter = { kind: 'none', prefix: [], env: {} };
const nameStart = 'caravan-run-';

// Moves itself into a new group in each folder named before "--", and becomes the command. Until it
// is in, the group is empty, and a process that cannot see this one may take it away: again then.
const enterGroups = `n=$1 m=$2; shift 2
enter() {
  mkdir -p "$d" || return 1
  if [ -e "$d/pids.max" ]; then echo "$n" > "$d/pids.max" || return 1; fi
  for f in memory.max memory.limit_in_bytes; do
    if [ -e "$d/$f" ]; then echo "$m" > "$d/$f" || return 1; fi
  done
  echo $$ > "$d/cgroup.procs"
}
while [ "$1" != -- ]; do
  d=$1/${nameStart}$$; shift
  i=0
  until enter 2>/dev/null; do
    i=$((i + 1))
    if [ $i -ge 20 ]; then enter || exit 70; fi
  done
done
shift
exec "$@"`;

/** Finds what works here, by trying it. */
export async function findLimiter(
  bounds: RunBounds,
  search: LimiterSearch = system,
): Promise<Limiter> {
  return (await findScope(bounds, search)) ?? (await findGroups(bounds, search)) ?? none;
}

async function findScope(
  { processes, memoryBytes }: RunBounds,
  { environment, systemdRun }: LimiterSearch,
): Promise<Limiter | undefined> {
  const runtime = environment['XDG_RUNTIME_DIR'];
  if (runtime === undefined) return undefined;
  const bus = environment['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${runtime}/bus`;
  const env = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: bus };
  const prefix = [
    ...[systemdRun, '--user', '--scope', '--quiet', '--collect'],
    ...['-p', `TasksMax=${processes}`, '-p', `MemoryMax=${memoryBytes}`],
    ...['-p', 'MemorySwapMax=0', '--'],
  ];
  return (await starts([...prefix, '/bin/true'], env)) ? { kind: 'scope', prefix, env } : undefined;
}

async function findGroups(
  { processes, memoryBytes }: RunBounds,
  { groups, ownGroups }: LimiterSearch,
): Promise<Limiter | undefined> {
  const text = await fs.readFile(ownGroups, 'utf8').catch(() => '');
  const places: string[] = [];
  for (const line of text.split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const names = controllers.split(',');
    if (controllers === '') places.push(join(groups, path));
    else if (names.includes('pids') || names.includes('memory')) {
      places.push(join(groups, controllers, path));
    }
  }
  const usable: string[] = [];
  for (const place of new Set(places)) if (await canBound(place)) usable.push(place);
  const bounds = [String(processes), String(memoryBytes)];
  const prefix = ['/bin/sh', '-c', enterGroups, 'sh', ...bounds, ...usable, '--'];
  if (usable.length === 0 || !(await starts([...prefix, '/bin/true'], {}))) return undefined;
  await Promise.all(usable.map(sweep));
  const exceeded = (pid: number): Promise<Exceeded | undefined> => exceededIn(usable, pid);
  return { kind: 'cgroup', prefix, env: {}, exceeded };
}

/** Reads what the groups of a run counted: they stay until another run sweeps them away. */
async function exceededIn(places: readonly string[], pid: number): Promise<Exceeded | undefined> {
  const count = async (file: string, event: RegExp): Promise<number> => {
    const texts = places.map((place) =>
      // Of the two generations of control groups, each has its own files.
      fs.readFile(join(place, `${nameStart}${pid}`, file), 'utf8').catch(() => ''),
    );
    return Math.max(
      ...(await Promise.all(texts)).map((text) => Number(event.exec(text)?.[1] ?? 0)),
    );
  };
  if ((await count('pids.events', /^max (\d+)$/m)) > 0) return 'processes';
  const kills = [
    count('memory.events', /^oom_kill (\d+)$/m),
    count('memory.oom_control', /^oom_kill (\d+)$/m),
  ];
  return Math.max(...(await Promise.all(kills))) > 0 ? 'memory' : undefined;
}

/** May groups be made there, with a bound of processes or memory? */
async function canBound(place: string): Promise<boolean> {
  const trial = join(place, `${nameStart}${process.pid}-${randomUUID()}`);
  try {
    await sweep(place);
    await fs.mkdir(trial);
    const files = await fs.readdir(trial);
    await fs.rmdir(trial);
    return ['pids.max', 'memory.max', 'memory.limit_in_bytes'].some((name) => files.includes(name));
  } catch {
    // Not there, read-only, or not ours: no bound can be set here.
    return false;
  }
}

/** Takes away the groups of runs that have ended. */
async function sweep(place: string): Promise<void> {
  for (const name of await fs.readdir(place)) {
    const pid = name.startsWith(nameStart) ? parseInt(name.slice(nameStart.length), 10) : NaN;
    // One of a process that lives may be empty because that is about to enter it.
    if (pid > 0 && !isAlive(pid)) await fs.rmdir(join(place, name)).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function starts(command: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = '', ...args] = command;
  return new Promise<boolean>((resolve) => {
    execFile(program, args, { env: { ...env }, timeout: 3_000 }, (error) => resolve(!error));
  });
}
