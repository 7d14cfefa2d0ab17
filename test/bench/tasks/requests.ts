import { connectPeer } from '../peers/peer.ts';
import { cpuMicros } from '../support/cpu.ts';
import type { Job } from '../support/processes.ts';
import { quantile } from '../support/statistics.ts';

export interface RequestsJob extends Job {
  readonly peer: string;
  readonly url: string;
  readonly atOnce: number;
  readonly calls: number;
  /** Answers of one token as a stream, instead of whole ones. */
  readonly streamed: boolean;
}

/** Cost of small calls back to back. */
export interface RequestsFigures {
  /** Milliseconds from call to answer. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time for one call. */
  readonly cpu: number;
}

/** Calls before the clock starts. */
const warmUps = 500;

export async function task(job: RequestsJob): Promise<RequestsFigures> {
  const peer = await connectPeer(job.peer, job.url, { atOnce: job.atOnce });
  const answer = async (): Promise<string> => {
    let text = '';
    await peer.stream('flood:1', (piece) => (text += piece));
    return text;
  };
  const latencies: number[] = [];
  const run = async (calls: number): Promise<void> => {
    let left = calls;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        const started = performance.now();
        const text = job.streamed ? await answer() : await peer.call('small');
        latencies.push(performance.now() - started);
        if (text !== ' token' && job.peer !== 'floor') {
          throw new Error(`${job.peer} gave "${text}"`);
        }
      }
    };
    await Promise.all(Array.from({ length: job.atOnce }, worker));
  };
  await run(warmUps);
  latencies.length = 0;
  const cpu = cpuMicros();
  await run(job.calls);
  return {
    cpu: (cpuMicros() - cpu) / job.calls,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}
