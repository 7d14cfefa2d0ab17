import { connectPeer } from '../peers/peer.ts';
import { cpuMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';
import { spread } from '../support/statistics.ts';

export interface StreamJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly streams: number;
  readonly tokens: number;
  /** Bursts that are measured. */
  readonly repeats: number;
}

/** Cost of taking in streams as fast as they come: medians of the bursts. */
export interface StreamFigures {
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
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let index = 0; index < job.repeats; index++) {
    const [usedBefore, started] = [cpuMicros(), performance.now()];
    await burst();
    wall.push(performance.now() - started);
    cpu.push(cpuMicros() - usedBefore);
  }
  const expected = job.streams * job.tokens * job.repeats;
  if (job.peer !== 'floor' && tokens !== expected) {
    throw new Error(`${job.peer} gave ${tokens} of ${expected} tokens`);
  }
  const perBurst = job.streams * job.tokens;
  return { cpu: spread(cpu).median / perBurst, wall: spread(wall).median };
}
