import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** A program of its own process group, so that ending it also ends what it started. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Everything it has printed, the newest 200,000 characters. */
  readonly output: () => string;
  /** Resolves with the first match in the output; rejects when the process ends before. */
  waitForOutput(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
  /** Asks the group to end, kills what is left after the grace, resolves when none is left. */
  end(graceMs: number): Promise<void>;
  /** Processes of the group that still run, as `ps` shows them. */
  members(): Promise<string[]>;
}

/** Starts a program in a process group of its own; the group dies with this process. */
export function startProcessGroup(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ProcessGroup {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    detached: true,
  });
  let text = '';
  let spawnError: Error | undefined;
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach((listener) => listener());
  const collect = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-200_000);
    changed();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.on('error', (error) => {
    spawnError = error;
    changed();
  });
  child.on('exit', changed);
  const killAll = (): void => signalGroup(child.pid, 'SIGKILL');
  process.once('exit', killAll);

  const hasEnded = (): boolean =>
    spawnError !== undefined || child.exitCode !== null || child.signalCode !== null;
  const members = async (): Promise<string[]> => {
    if (child.pid === undefined || process.platform === 'win32') return [];
    const { stdout } = await exec('ps', ['-A', '-o', 'pid=,pgid=,stat=,args=']);
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => {
        const [, group, state] = line.split(/\s+/);
        return group === String(child.pid) && !state?.startsWith('Z');
      });
  };
  return {
    child,
    output: () => text,
    waitForOutput: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void): void => {
          clearTimeout(timer);
          listeners.delete(check);
          settle();
        };
        const fail = (why: string): void =>
          finish(() => reject(new Error(`${command} ${why}:\n${text.slice(-2000)}`)));
        const timer = setTimeout(() => fail(`did not print ${pattern} in time`), timeoutMs);
        const check = (): void => {
          const match = pattern.exec(text);
          if (match) finish(() => resolve(match));
          else if (hasEnded()) fail(`ended (${spawnError?.message ?? child.exitCode})`);
        };
        listeners.add(check);
        check();
      }),
    end: async (graceMs) => {
      signalGroup(child.pid, 'SIGTERM');
      const deadline = Date.now() + graceMs;
      while ((await members()).length > 0 && Date.now() < deadline) await pause(50);
      killAll();
      process.removeListener('exit', killAll);
      if (!hasEnded()) await once(child, 'exit');
    },
    members,
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Processes that carry the given variable and value in their environment; Linux only, else none. */
export async function processesWithEnvironment(name: string, value: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const { readdir, readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found: number[] = [];
  for (const pid of pids) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    if (Number(pid) !== process.pid && environment.split('\0').includes(`${name}=${value}`)) {
      found.push(Number(pid));
    }
  }
  return found;
}

/** Polls a condition that has no event; rejects with its description when it stays false. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs: number,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}`);
    await pause(50);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
