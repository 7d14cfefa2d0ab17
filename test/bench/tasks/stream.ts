import { connectPeer } from '../peers/peer.ts';
import { cpuMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';
import { spread } from '../support/statistics.ts';

export interface StreamJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly streams: number;
  readonly tokens: number;
  /** Bursts after the first one. */
  readonly repeats: number;
}

/** Cost of taking in streams as fast as they come. */
export interface StreamFigures {
  /** The first burst after the warm-up: what the bounds were taken from. */
  readonly first: BurstFigures;
  /** Median of the later ones, when the compiler has nothing left to do. */
  readonly later: BurstFigures;
}

export interface BurstFigures {
  /** Microseconds of processor time for one token. */
  readonly cpu: number;
  /** Milliseconds from the first call of a burst to its last token. */
  readonly wall: number;
}

/** Streams of 20,000 tokens before the clock starts: a cold JIT adds up to as much again. */
const warmUps = 4;

export async function task(job: StreamJob): Promise<StreamFigures> {
  const peer = await connectPeer(job.peer, job.url, { atOnce: job.streams });
  const model = `flood:${job.tokens}`;
  let tokens = 0;
  const count = (text: string): void => {
    if (text !== '') tokens++;
  };
  const burst = async (): Promise<void> => {
    await Promise.all(Array.from({ length: job.streams }, () => peer.stream(model, count)));
  };
  for (let index = 0; index < warmUps; index++) await peer.stream('flood:20000', count);
  tokens = 0;
  const figures: BurstFigures[] = [];
  const perBurst = job.streams * job.tokens;
  for (let index = 0; index <= job.repeats; index++) {
    const [usedBefore, started] = [cpuMicros(), performance.now()];
    await burst();
    const wall = performance.now() - started;
    figures.push({ wall, cpu: (cpuMicros() - usedBefore) / perBurst });
  }
  const expected = perBurst * figures.length;
  if (job.peer !== 'floor' && tokens !== expected) {
    throw new Error(`${job.peer} gave ${tokens} of ${expected} tokens`);
  }
  const [first, ...rest] = figures as [BurstFigures, ...BurstFigures[]];
  const median = (key: keyof BurstFigures): number => spread(rest.map((each) => each[key])).median;
  return { first, later: { cpu: median('cpu'), wall: median('wall') } };
}
