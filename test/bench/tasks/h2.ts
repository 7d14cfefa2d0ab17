import { connectPeer } from '../peers/peer.ts';
import { cpuMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';

export interface H2Job extends Job {
  readonly url: string;
  readonly ca: string;
  readonly allowH2: boolean;
  readonly streams: number;
  readonly tokens: number;
  /** Streams that the server resets with either code; 0 = none. */
  readonly resets: number;
}

export interface H2Figures {
  /** Milliseconds for all streams. */
  readonly wall: number;
  /** Microseconds of processor time for one token. */
  readonly cpu: number;
  /** Share of reset streams that were reported as broken. */
  readonly trueEnds: number;
}

export async function task(job: H2Job): Promise<H2Figures> {
  const { url, ca, allowH2, streams, tokens } = job;
  const peer = await connectPeer('ours', url, { atOnce: streams, ca, allowH2 });
  let seen = 0;
  const burst = async (): Promise<void> => {
    const stream = (): Promise<void> => peer.stream(`flood:${tokens}`, () => seen++);
    await Promise.all(Array.from({ length: streams }, stream));
  };
  for (let index = 0; index < 4; index++) await peer.stream('flood:20000', () => undefined);
  await burst();
  seen = 0;
  const cpu = cpuMicros();
  const started = performance.now();
  await burst();
  const wall = performance.now() - started;
  const used = cpuMicros() - cpu;
  if (seen !== streams * tokens) throw new Error(`${seen} of ${streams * tokens} tokens came`);
  let broken = 0;
  for (let index = 0; index < job.resets; index++) {
    for (const model of ['cancel', 'noError']) {
      await peer.stream(model, () => undefined).catch(() => broken++);
    }
  }
  return { wall, cpu: used / seen, trueEnds: broken / (2 * job.resets) };
}
