import { silentLogger } from '../../../src/base/logger.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { OllamaPool } from '../../../src/ollama/ollamaPool.ts';
import { timeouts } from '../peers/ours.ts';
import { messages } from '../peers/peer.ts';
import type { Job } from '../support/processes.ts';

export interface HostsJob extends Job {
  readonly urls: readonly string[];
  readonly permits: number;
  readonly calls: number;
}

export interface HostsFigures {
  /** Milliseconds for all calls. */
  readonly took: number;
  readonly failed: number;
}

export async function task({ urls, permits, calls }: HostsJob): Promise<HostsFigures> {
  const pool = new OllamaPool(
    { hosts: urls.map((url) => ({ url })), permits, timeouts },
    { clock: systemClock, logger: silentLogger },
  );
  const request = { model: 'small:0', messages };
  await Promise.all(urls.map(() => pool.generate(request)));
  let failed = 0;
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await pool.generate(request).catch(() => failed++);
  };
  const started = performance.now();
  // More callers than permits: no host is idle for lack of work.
  await Promise.all(Array.from({ length: 2 * permits * urls.length }, worker));
  const took = performance.now() - started;
  await pool.close(1_000);
  return { took, failed };
}
