import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connectPeer, type Peer } from '../peers/peer.ts';
import { cpuMicros, sharedMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';
import { quantile } from '../support/statistics.ts';

/** Tokens a second in each stream, and for how long. */
export interface Pace {
  readonly rate: number;
  readonly seconds: number;
}

export interface PacedJob extends Job {
  /** `idle`: nothing but the measurement. */
  readonly peer: string;
  /** Watch the event loop as well. */
  readonly watched: boolean;
  readonly url: string;
  readonly streams: number;
  readonly paces: readonly Pace[];
}

/** Cost of following streams at the pace of a model. */
export interface PacedFigures {
  /** Per cent of one processor. */
  readonly cpu: number;
  /** 99th percentile of the event loop's delay, milliseconds; only where it is watched. */
  readonly loopP99?: number;
  /** Microseconds from the server's write to the caller's callback, median and 99th percentile. */
  readonly delivery: number;
  readonly deliveryP99: number;
}

/** One set of figures for each pace. */
export async function task(job: PacedJob): Promise<PacedFigures[]> {
  const idle = job.peer === 'idle';
  const peer = idle ? undefined : await connectPeer(job.peer, job.url, { atOnce: job.streams });
  for (let index = 0; peer && index < 4; index++) await peer.stream('flood:20000', ignore);
  if (peer) await all(job.streams, () => peer.stream('paced:1000:1', ignore));
  const figures: PacedFigures[] = [];
  for (const pace of job.paces) {
    const followed = await follow(peer, pace, job.streams);
    // In a pass of its own: the watch wakes the process a thousand times a second.
    const loopP99 = job.watched ? await watch(peer, pace, job.streams) : undefined;
    figures.push({ ...followed, ...(loopP99 !== undefined && { loopP99 }) });
  }
  return figures;
}

function ignore(): void {
  // Warming up only.
}

async function all(count: number, run: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, run));
}

async function follow(
  peer: Peer | undefined,
  pace: Pace,
  streams: number,
): Promise<Omit<PacedFigures, 'loopP99'>> {
  const delays: number[] = [];
  const cpu = cpuMicros();
  const started = performance.now();
  await run(peer, pace, streams, (text) => {
    const sentAt = Number(text);
    if (sentAt > 0) delays.push(sharedMicros() - sentAt);
  });
  const used = cpuMicros() - cpu;
  const micros = (performance.now() - started) * 1000;
  const expected = peer ? pace.rate * pace.seconds * streams : 0;
  if (delays.length !== expected) throw new Error(`${delays.length} of ${expected} tokens came`);
  return {
    cpu: (100 * used) / micros,
    delivery: quantile(delays, 0.5),
    deliveryP99: quantile(delays, 0.99),
  };
}

async function watch(peer: Peer | undefined, pace: Pace, streams: number): Promise<number> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  await run(peer, pace, streams, ignore);
  loop.disable();
  return loop.percentile(99) / 1e6;
}

async function run(
  peer: Peer | undefined,
  { rate, seconds }: Pace,
  streams: number,
  take: (text: string) => void,
): Promise<void> {
  if (peer) await all(streams, () => peer.stream(`paced:${rate}:${seconds}`, take));
  else await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
