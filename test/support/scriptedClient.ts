import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/event.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { ModelRequest } from '../../src/llm/model.ts';
import {
  createModelClient,
  type ModelClient,
  type ModelClientOptions,
} from '../../src/llm/modelClient.ts';
import type { ModelSettings } from '../../src/llm/modelSettings.ts';
import {
  createScriptedOllama,
  type ScriptedOllama,
  type ScriptedOllamaOptions,
} from './scriptedOllama.ts';
import { longTimeouts, until } from './scriptedPool.ts';

export interface ScriptedClient {
  readonly client: ModelClient;
  readonly server: ScriptedOllama;
  /** Changes settings as a user does. */
  readonly change: (settings: Partial<ModelSettings>) => void;
}

/** Runs a test against a model client and a scripted server; nothing may be left open. */
export async function withClient(
  options: ScriptedOllamaOptions & {
    readonly settings?: Partial<ModelSettings>;
    readonly clock?: Clock;
    readonly mayRunAt?: ModelClientOptions['mayRunAt'];
  },
  test: (context: ScriptedClient) => Promise<void>,
): Promise<void> {
  const server = await createScriptedOllama(options);
  const changes = new Emitter<ModelSettings>();
  let value: ModelSettings = {
    host: server.url,
    model: 'scripted:1b',
    maxConcurrent: 1,
    contextLength: 4096,
    temperature: 0.2,
    keepAlive: '30m',
    timeouts: longTimeouts,
    ...options.settings,
  };
  const settings = {
    get value() {
      return value;
    },
    onChange: changes.event,
  };
  const clock = options.clock ?? systemClock;
  const client = createModelClient({
    settings,
    clock,
    logger: silentLogger,
    random: () => 0,
    ...(options.mayRunAt && { mayRunAt: options.mayRunAt }),
  });
  try {
    await test({
      client,
      server,
      change: (change) => {
        value = { ...value, ...change };
        changes.fire(value);
      },
    });
    await client.close(1_000);
    assert.equal(changes.listenerCount, 0);
    await until(() => client.stats().openSockets === 0 && server.openSockets === 0);
  } finally {
    await client.close(0);
    await server.close();
  }
}

/** A request with one user message. */
export function say(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    label: 'test',
    lane: 'agent',
    signal: new AbortController().signal,
    messages: [{ role: 'user', content }],
    ...more,
  };
}
