import assert from 'node:assert/strict';
import { createCaravan } from '../../src/app/createCaravan.ts';
import {
  defaultSettings,
  type Caravan,
  type CaravanPorts,
  type RunEvent,
  type Settings,
} from '../../src/app/index.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Emitter } from '../../src/base/event.ts';
import type { Logger } from '../../src/base/logger.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import type { RunPorts } from '../../src/workflow/ports.ts';
import { createScriptedOllama, type ScriptedOllama } from './scriptedOllama.ts';
import { until } from './scriptedPool.ts';
import { ScriptedProxy } from './scriptedProxy.ts';
import type { ScriptedOllamaOptions } from './scriptedOllama.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporaryFolder.ts';

/** What a run does instead of the graph. */
export type ScriptedWork = (ports: RunPorts, runId: string, signal: AbortSignal) => Promise<void>;

export interface ScriptedCoreOptions extends ScriptedOllamaOptions {
  readonly settings?: Partial<Settings>;
  /** The server is on another machine, as far as the core can tell. */
  readonly isElsewhere?: boolean;
  readonly ports?: Partial<CaravanPorts>;
  /** Default: one call of the run. */
  readonly work?: ScriptedWork;
}

export interface ScriptedCore {
  readonly caravan: Caravan;
  readonly server: ScriptedOllama;
  readonly events: readonly RunEvent[];
  /** Every line of the log. */
  readonly log: readonly string[];
  /** Where the core keeps its state. */
  readonly folder: string;
  /** Changes settings as a user does. */
  readonly change: (settings: Partial<Settings>) => void;
  /** Sends a task in a new conversation and waits for the end; gives the last event. */
  readonly run: (task?: string) => Promise<Extract<RunEvent, { type: 'run-end' }>>;
}

/** The address of a server that is not on this machine, as long as `isElsewhere` is set. */
export const elsewhere = 'http://gpu.example:11434';

/** Runs a test against the whole core without its graph; afterwards nothing may be left open. */
export async function withCore(
  options: ScriptedCoreOptions,
  test: (core: ScriptedCore) => Promise<void>,
): Promise<void> {
  const folder = await makeTemporaryFolder();
  const server = await createScriptedOllama(options);
  const proxy = options.isElsewhere ? await ScriptedProxy.listen(undefined, server.url) : undefined;
  const changes = new Emitter<Settings>();
  let value: Settings = {
    ...defaultSettings,
    host: proxy ? elsewhere : server.url,
    ...(proxy && { access: { proxy: proxy.url } }),
    model: 'scripted:1b',
    keepAlive: '1m',
    ...options.settings,
  };
  const log: string[] = [];
  const note = (...parts: unknown[]): void => void log.push(parts.map(String).join(' '));
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const work = options.work ?? callOnce;
  const unused = (): never => assert.fail('not part of this test');
  const caravan = createCaravan({
    settings: {
      get value() {
        return value;
      },
      onChange: changes.event,
    },
    fileSystem: createNodeFileSystem(),
    writer: { writeAll: unused } as unknown as CaravanPorts['writer'],
    folder: () => undefined,
    isTrusted: () => true,
    storageFolder: folder,
    owner: { pid: process.pid, isAlive: () => false },
    clock: systemClock,
    logger,
    loadEngine: async () => () => ({
      start: async (request, ports, _emit, signal) => {
        await work(ports, request.runId, signal);
        return { outcome: 'answered', files: [], answer: '' };
      },
      resume: unused,
    }),
    createValidator: () => ({ validate: unused }),
    ...options.ports,
  });
  const events: RunEvent[] = [];
  caravan.onRunEvent((event) => events.push(event));
  try {
    await test({
      caravan,
      server,
      events,
      log,
      folder,
      change: (change) => {
        value = { ...value, ...change };
        changes.fire(value);
      },
      run: async (task = 'a task') => {
        const { id } = await caravan.createConversation();
        const { runId, finished } = await caravan.send(id, task);
        await finished;
        const end = events.find((event) => event.runId === runId && event.type === 'run-end');
        assert.ok(end?.type === 'run-end');
        return end;
      },
    });
    await caravan.shutdown(2_000);
    await until(() => server.openSockets === 0);
    assert.equal(changes.listenerCount, 0);
  } finally {
    await caravan.shutdown(0);
    await proxy?.close();
    await server.close();
    await removeTemporaryFolder(folder);
  }
}

/** One call of a model, as an agent makes it. */
export const callOnce: ScriptedWork = async ({ model }, runId, signal) => {
  const messages = [{ role: 'user', content: 'secret code' }] as const;
  await model.generate({ messages, label: 'coder', lane: 'agent', signal, affinity: runId });
};
