import { silentLogger } from '../../../src/base/logger.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { OllamaPool } from '../../../src/ollama/ollamaPool.ts';
import { connect } from '../peers/floor.ts';
import { timeouts } from '../peers/ours.ts';
import { messages } from '../peers/peer.ts';
import type { Job } from '../support/processes.ts';

export interface HostsJob extends Job {
  /** `floor`: what each host alone has to give, by raw undici. */
  readonly peer: 'ours' | 'floor';
  readonly urls: readonly string[];
  readonly permits: number;
  readonly calls: number;
}

export interface HostsFigures {
  /** Calls a second: of all hosts together for ours, of each for the floor. */
  readonly rates: readonly number[];
  readonly failed: number;
}

const model = 'small:0';

export async function task(job: HostsJob): Promise<HostsFigures> {
  if (job.peer === 'ours') return ours(job);
  const rates: number[] = [];
  for (const url of job.urls) {
    const peer = connect(url, { atOnce: job.permits });
    await repeat(job.permits, job.permits, () => peer.stream(model, () => undefined));
    const calls = 20 * job.permits;
    rates.push(await repeat(calls, job.permits, () => peer.stream(model, () => undefined)));
  }
  return { rates, failed: 0 };
}

async function ours({ urls, permits, calls }: HostsJob): Promise<HostsFigures> {
  const pool = new OllamaPool(
    { hosts: urls.map((url) => ({ url })), permits, timeouts },
    { clock: systemClock, logger: silentLogger },
  );
  const request = { model, messages };
  await Promise.all(urls.map(() => pool.generate(request)));
  let failed = 0;
  // More callers than permits: no host is idle for lack of work.
  const rate = await repeat(calls, 2 * permits * urls.length, () =>
    pool.generate(request).catch(() => failed++),
  );
  await pool.close(1_000);
  return { rates: [rate], failed };
}

/** Makes calls, some of them at once; gives the calls a second. */
async function repeat(
  calls: number,
  atOnce: number,
  call: () => Promise<unknown>,
): Promise<number> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  return (calls * 1000) / (performance.now() - started);
}
