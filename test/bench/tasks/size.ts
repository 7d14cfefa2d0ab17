import { pathToFileURL } from 'node:url';
import type { systemClock as clock } from '../../../src/base/clock.ts';
import type { silentLogger as logger } from '../../../src/base/logger.ts';
import type { OllamaPool as PoolClass } from '../../../src/ollama/ollamaPool.ts';
import { chatBody, messages } from '../peers/peer.ts';
import type { Job } from '../support/processes.ts';

export interface SizeJob extends Job {
  readonly peer: 'ours' | 'fetch';
  readonly url: string;
  /** The bundle to import. */
  readonly file: string;
}

export interface SizeFigures {
  /** Milliseconds to import the client, and until its first answer was there from then on. */
  readonly importMs: number;
  readonly firstAnswerMs: number;
  /** Process-wide fetch dispatchers that were set by it. */
  readonly dispatchers: number;
}

interface Bundle {
  readonly OllamaPool: typeof PoolClass;
  readonly systemClock: typeof clock;
  readonly silentLogger: typeof logger;
}

export async function task(job: SizeJob): Promise<SizeFigures> {
  const started = performance.now();
  const ask = job.peer === 'ours' ? await importOurs(job) : askByFetch(job.url);
  const importMs = performance.now() - started;
  const text = await ask();
  const firstAnswerMs = performance.now() - started - importMs;
  if (text !== ' token') throw new Error(`${job.peer} gave "${text}"`);
  const symbols = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for);
  const dispatchers = symbols.filter((symbol) => symbol in globalThis).length;
  return { importMs, firstAnswerMs, dispatchers };
}

async function importOurs({ url, file }: SizeJob): Promise<() => Promise<string>> {
  const { OllamaPool, systemClock, silentLogger } = (await import(
    pathToFileURL(file).href
  )) as Bundle;
  const timeouts = { connect: 5_000, firstByte: 60_000, idle: 60_000, total: 0 };
  const settings = { hosts: [{ url }], permits: 2, timeouts };
  const pool = new OllamaPool(settings, { clock: systemClock, logger: silentLogger });
  return async () => (await pool.generate({ model: 'small', messages })).text;
}

function askByFetch(url: string): () => Promise<string> {
  return async () => {
    const response = await fetch(`${url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chatBody('small', false),
    });
    const answer = (await response.json()) as { readonly message: { readonly content: string } };
    return answer.message.content;
  };
}
