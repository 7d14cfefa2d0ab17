import { getEventListeners } from 'node:events';
import pLimit from 'p-limit';
import { systemClock } from '../../../src/base/clock.ts';
import { Lanes } from '../../../src/ollama/lanes.ts';
import { cpuMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';

export interface QueueJob extends Job {
  readonly peer: 'ours' | 'pLimit' | 'aborted';
  readonly jobs: number;
}

/** Microseconds of processor time for one job that does nothing, by how many there are at once. */
export type QueueFigures = Readonly<Record<'1,000 queued' | '64 queued' | 'one by one', number>>;

/** What queued and aborted jobs leave behind. */
export interface Leftovers {
  readonly listeners: number;
  readonly timers: number;
  /** Megabytes of heap more than before, after collecting garbage. */
  readonly heap: number;
  readonly queued: number;
}

const permits = 4;

export async function task(job: QueueJob): Promise<QueueFigures | Leftovers> {
  if (job.peer === 'aborted') return abortAll(job.jobs);
  const run = job.peer === 'ours' ? throughLanes() : throughLimit();
  await measure(run, job.jobs, 64);
  return {
    '1,000 queued': await measure(run, job.jobs, 1_000),
    '64 queued': await measure(run, job.jobs, 64),
    'one by one': await measure(run, job.jobs, 1),
  };
}

function throughLanes(): () => Promise<void> {
  const lanes = new Lanes(permits, systemClock);
  return async () => {
    const permit = await lanes.acquire({ lane: 'agent' });
    permit.release();
  };
}

function throughLimit(): () => Promise<void> {
  const limit = pLimit(permits);
  const nothing = (): Promise<void> => Promise.resolve();
  return () => limit(nothing);
}

async function measure(
  run: () => Promise<void>,
  jobs: number,
  outstanding: number,
): Promise<number> {
  let left = jobs;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await run();
  };
  const before = cpuMicros();
  await Promise.all(Array.from({ length: outstanding }, worker));
  return (cpuMicros() - before) / jobs;
}

async function abortAll(jobs: number): Promise<Leftovers> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('Run with --expose-gc');
  const lanes = new Lanes(1, systemClock);
  const blocker = await lanes.acquire({ lane: 'agent' });
  // The first round fills what the engine keeps: code, hidden classes, the sets' first tables.
  await queueAndAbort(lanes, jobs);
  gc();
  const before = process.memoryUsage().heapUsed;
  const listeners = await queueAndAbort(lanes, jobs);
  gc();
  const heap = (process.memoryUsage().heapUsed - before) / 1e6;
  const timers = process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
  blocker.release();
  return { listeners, timers, heap, queued: lanes.queued };
}

/** One job in a hundred shares a signal with others. Counts the listeners left. */
async function queueAndAbort(lanes: Lanes, jobs: number): Promise<number> {
  const shared = new AbortController();
  const aborts = Array.from({ length: jobs }, (_, index) =>
    index % 100 === 0 ? shared : new AbortController(),
  );
  const rejected = Promise.allSettled(
    aborts.map(({ signal }) => lanes.acquire({ lane: 'background', signal })),
  );
  for (const abort of aborts) abort.abort();
  if ((await rejected).some(({ status }) => status !== 'rejected')) {
    throw new Error('An aborted job got a permit');
  }
  return [...new Set(aborts)].reduce(
    (sum, { signal }) => sum + getEventListeners(signal, 'abort').length,
    0,
  );
}
