import { silentLogger } from '../../../src/base/logger.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { OllamaPool } from '../../../src/ollama/ollamaPool.ts';
import { messages, connectPeer } from '../peers/peer.ts';
import { timeouts } from '../peers/ours.ts';
import type { Job } from '../support/processes.ts';

export interface LanesJob extends Job {
  readonly url: string;
  readonly permits: number;
  readonly reserved: number;
  readonly backgroundJobs: number;
  /** Milliseconds the server takes for one call. */
  readonly length: number;
  /** Milliseconds between two interactive calls; 0 = none. */
  readonly every: number;
  /** Interactive calls that follow each other without a break; they alone fill the host. */
  readonly saturating: number;
}

export interface LanesFigures {
  /** Milliseconds each interactive call waited for its permit. */
  readonly waits: readonly number[];
  /** Milliseconds of the longest background job, from its permit to its end. */
  readonly longest: number;
  /** Milliseconds until the last background job was done. */
  readonly background: number;
  readonly interactiveCalls: number;
}

export async function task(job: LanesJob): Promise<LanesFigures> {
  const { url, permits, reserved, length } = job;
  const pool = new OllamaPool(
    { hosts: [{ url }], permits, reserved, timeouts },
    { clock: systemClock, logger: silentLogger },
  );
  const request = { model: `small:${length}`, messages };
  const warm = await connectPeer('ours', url, { atOnce: permits });
  for (let index = 0; index < 4; index++) await warm.stream('flood:1000', () => undefined);
  await Promise.all(Array.from({ length: permits }, () => pool.generate(request)));

  const waits: number[] = [];
  let running = true;
  const interact = async (): Promise<void> => {
    waits.push((await pool.generate(request, { lane: 'interactive' })).queuedMs);
  };
  const repeat = async (): Promise<void> => {
    while (running) await interact();
  };
  const arriving: Promise<void>[] = Array.from({ length: job.saturating }, repeat);
  const started = performance.now();
  const background = Promise.all(
    Array.from({ length: job.backgroundJobs }, () =>
      pool.generate(request, { lane: 'background' }),
    ),
  );
  const timer = job.every > 0 && setInterval(() => arriving.push(interact()), job.every);
  const jobs = await background;
  const took = performance.now() - started;
  running = false;
  if (timer) clearInterval(timer);
  await Promise.all(arriving);
  await pool.close(1_000);
  const longest = Math.max(...jobs.map(({ totalMs, queuedMs }) => totalMs - queuedMs));
  return { waits, longest, background: took, interactiveCalls: waits.length };
}
