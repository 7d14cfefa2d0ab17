import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const worker = join(import.meta.dirname, 'worker.ts');

/** What a task is asked to do; everything but its name is its own affair. */
export interface Job {
  /** File name in the tasks folder, without the extension. */
  readonly task: string;
  readonly [option: string]: unknown;
}

/** Runs one job in a fresh process and gives back what it returned. */
export async function runWorker<T>(job: Job, execArgv: readonly string[] = []): Promise<T> {
  const child = fork(worker, { execArgv: [...quiet, ...execArgv], stdio });
  const limit = setTimeout(() => child.kill('SIGKILL'), workerLimit);
  try {
    child.send(job);
    return (await answerOf(child, `worker for ${JSON.stringify(job)}`)) as T;
  } finally {
    clearTimeout(limit);
    await ended(child);
  }
}

/** Milliseconds after which a worker has hung. */
const workerLimit = 120_000;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Asks it something; what it understands is its own affair. */
  ask<T>(question: string): Promise<T>;
  end(): Promise<void>;
}

/** Starts test/bench/servers/NAME.ts and waits until it listens. */
export async function startServer(name: string, ...args: string[]): Promise<ServerProcess> {
  const file = join(import.meta.dirname, '../servers', `${name}.ts`);
  const child = fork(file, args, { execArgv: [...quiet], stdio });
  const url = (await answerOf(child, `server ${name}`)) as string;
  return {
    url,
    ask: async <T>(question: string) => {
      child.send(question);
      return (await answerOf(child, `server ${name}`)) as T;
    },
    end: () => ended(child),
  };
}

const quiet = ['--no-warnings'];
/** Standard output belongs to the bench's own result. */
const stdio: ['ignore', number, number, 'ipc'] = ['ignore', 2, 2, 'ipc'];

async function answerOf(child: ChildProcess, what: string): Promise<unknown> {
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code, signal]) => {
    throw new Error(`The ${what} ended with ${String(code ?? signal)}`);
  });
  gone.catch(() => undefined);
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal: ended.signal }),
      gone,
    ])) as [{ readonly value?: unknown; readonly error?: string }];
    if (message.error !== undefined) throw new Error(`${what}: ${message.error}`);
    return message.value;
  } finally {
    ended.abort();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
