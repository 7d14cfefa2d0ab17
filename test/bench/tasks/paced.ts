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
  readonly url: string;
  readonly streams: number;
  readonly paces: readonly Pace[];
}

/** Cost of following streams at the pace of a model. */
export interface PacedFigures {
  /** Per cent of one processor. */
  readonly cpu: number;
  /** 99th percentile of the event loop's delay, milliseconds. */
  readonly loopP99: number;
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
  for (const pace of job.paces) figures.push(await follow(peer, pace, job.streams));
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
  { rate, seconds }: Pace,
  streams: number,
): Promise<PacedFigures> {
  const delays: number[] = [];
  const take = (text: string): void => {
    const sentAt = Number(text);
    if (sentAt > 0) delays.push(sharedMicros() - sentAt);
  };
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const cpu = cpuMicros();
  const started = performance.now();
  if (peer) {
    const model = `paced:${rate}:${seconds}`;
    await all(streams, () => peer.stream(model, take));
    const expected = rate * seconds * streams;
    if (delays.length !== expected) throw new Error(`${delays.length} of ${expected} tokens came`);
  } else await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const used = cpuMicros() - cpu;
  const micros = (performance.now() - started) * 1000;
  loop.disable();
  return {
    cpu: (100 * used) / micros,
    loopP99: loop.percentile(99) / 1e6,
    delivery: quantile(delays, 0.5),
    deliveryP99: quantile(delays, 0.99),
  };
}
