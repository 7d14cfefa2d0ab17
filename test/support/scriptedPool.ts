import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import { CaravanError } from '../../src/base/errors.ts';
import { silentLogger, type Logger } from '../../src/base/logger.ts';
import { OllamaPool } from '../../src/ollama/ollamaPool.ts';
import type { ChatReply, GenerateOptions, PoolSettings } from '../../src/ollama/types.ts';
import type { ChatRequest } from '../../src/ollama/wire.ts';
import { ManualClock } from './manualClock.ts';
import {
  createScriptedOllama,
  type ScriptedOllama,
  type ScriptedOllamaOptions,
} from './scriptedOllama.ts';

export interface ScriptedPoolOptions {
  /** One server for each entry, in order; default one that behaves. */
  readonly servers?: readonly ScriptedOllamaOptions[];
  readonly settings?: Partial<PoolSettings>;
  readonly clock?: Clock;
  /** Default 0: a retry waits for nothing. */
  readonly random?: () => number;
  /** Default silent. */
  readonly logger?: Logger;
}

export interface ScriptedPool {
  readonly pool: OllamaPool;
  readonly server: ScriptedOllama;
  readonly servers: readonly ScriptedOllama[];
  readonly settings: PoolSettings;
}

/** A chat request for the scripted server's model. */
export const hello: ChatRequest = {
  model: 'scripted:1b',
  messages: [{ role: 'user', content: 'Hello' }],
};

/** Clocks of tests that do not test clocks: long, so that only a hang reaches them. */
export const longTimeouts = { connect: 60_000, firstByte: 60_000, idle: 60_000, total: 0 };

/**
 * Runs a test against a pool and scripted servers, then asks the leak oracle: permits, calls,
 * sockets on both sides and timers are back to zero, and nothing was rejected unheard.
 */
export async function withPool(
  options: ScriptedPoolOptions,
  test: (context: ScriptedPool) => Promise<void>,
): Promise<void> {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): unknown => unheard.push(reason);
  process.on('unhandledRejection', hear);
  const servers = await Promise.all((options.servers ?? [{}]).map(createScriptedOllama));
  const settings: PoolSettings = {
    hosts: servers.map(({ url }) => ({ url })),
    permits: 2,
    timeouts: longTimeouts,
    ...options.settings,
  };
  const clock = options.clock ?? systemClock;
  const random = options.random ?? (() => 0);
  const logger = options.logger ?? silentLogger;
  const pool = new OllamaPool(settings, { clock, random, logger });
  try {
    await test({ pool, server: servers[0] as ScriptedOllama, servers, settings });
    await until(() => pool.stats().inFlight === 0 && pool.stats().queued === 0);
    assert.ok(pool.hosts().every(({ active }) => active === 0));
    if (clock instanceof ManualClock) assert.equal(clock.pending, 0, 'timers are left');
    await pool.close(1_000);
    await until(() => pool.stats().openSockets === 0);
    await until(() => servers.every((server) => server.openSockets === 0));
    assert.deepEqual(unheard, []);
  } finally {
    await pool.close();
    await Promise.all(servers.map((server) => server.close()));
    process.off('unhandledRejection', hear);
  }
}

/** Waits for a condition; only a hang reaches the limit of 20 s. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition()) {
    assert.ok(performance.now() < end, `never became true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Makes a call that has to fail, and checks what every failure owes the user. */
export async function failing(
  call: Promise<unknown>,
  code: CaravanError['code'],
): Promise<CaravanError> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CaravanError, String(error));
  assert.equal(error.code, code, error.message);
  assert.ok(error.next, 'there is no next step');
  return error;
}

/** A chat whose text so far can be looked at while it runs, as a draft is. */
export function draft(
  pool: OllamaPool,
  options: GenerateOptions = {},
  request: ChatRequest = hello,
): { readonly reply: Promise<ChatReply>; readonly text: () => string } {
  let text = '';
  const reply = pool.generate(request, {
    ...options,
    onChunks: (chunks, flow) => {
      text += chunks.map((chunk) => chunk.text).join('');
      options.onChunks?.(chunks, flow);
    },
  });
  reply.catch(() => undefined);
  return { reply, text: () => text };
}
