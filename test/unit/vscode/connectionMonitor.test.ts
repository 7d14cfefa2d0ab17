import assert from 'node:assert/strict';
import type { Caravan, Diagnosis, ErrorInfo } from '../../../src/app/index.ts';
import { CaravanError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ConnectionState } from '../../../src/protocol/messages.ts';
import { ConnectionMonitor } from '../../../src/vscode/connectionMonitor.ts';
import { LazyCore } from '../../../src/vscode/lazyCore.ts';
import { FakeCaravan } from './fakes.ts';

const model = { name: 'small', digest: 'd', size: 1, capabilities: [] };
const good: Diagnosis = {
  hosts: [
    { url: 'http://a', state: 'down', models: [], loaded: [] },
    { url: 'http://b', state: 'up', models: ['small', 'big'], loaded: [] },
  ],
  chosenModel: model,
};
const unreachable: ErrorInfo = { code: 'host-unreachable', text: { message: 'Nobody answers.' } };

describe('ConnectionMonitor', () => {
  function monitor(methods: Partial<Caravan>, wanted = '') {
    const fake = new FakeCaravan(methods);
    const core = new LazyCore(async () => fake.caravan);
    const subject = new ConnectionMonitor(core, () => wanted, silentLogger);
    const seen: ConnectionState[] = [];
    subject.onChange((state) => seen.push(state));
    return { subject, seen, core };
  }

  it('asks nothing until it is told to', () => {
    const { subject, core } = monitor({});
    assert.equal(subject.wasChecked, false);
    assert.equal(core.loaded, undefined);
  });

  it('is ready with the model and the host that answers', async () => {
    const { subject, seen } = monitor({ diagnose: async () => good });
    await subject.check();
    assert.deepEqual(seen, [
      { kind: 'checking' },
      { kind: 'ready', host: 'http://b', model: 'small', models: ['small', 'big'] },
    ]);
  });

  it('shows the problem, and which model to get when one is missing', async () => {
    const problem: ErrorInfo = { code: 'model-missing', text: { message: 'No such model.' } };
    const missing = monitor({ diagnose: async () => ({ ...good, problem }) }, 'wanted:1b');
    assert.deepEqual(await missing.subject.check(), {
      kind: 'problem',
      error: problem,
      suggestedModel: 'wanted:1b',
    });
    const none = monitor({ diagnose: async () => ({ hosts: good.hosts }) });
    const state = await none.subject.check();
    assert.ok(state.kind === 'problem' && state.error.code === 'no-model' && state.suggestedModel);
  });

  it('turns a failed check into a problem with its next step', async () => {
    const { subject } = monitor({
      diagnose: async () => {
        throw new CaravanError('host-timeout', {
          text: { message: 'Slow.' },
          next: { message: 'Wait.' },
        });
      },
    });
    assert.deepEqual(await subject.check(), {
      kind: 'problem',
      error: { code: 'host-timeout', text: { message: 'Slow.' }, next: { message: 'Wait.' } },
    });
  });

  it('gives up the earlier check when a new one starts', async () => {
    const signals: AbortSignal[] = [];
    let answer: (diagnosis: Diagnosis) => void = () => undefined;
    const { subject, seen } = monitor({
      diagnose: (signal) => {
        signals.push(signal);
        if (signals.length > 1) return Promise.resolve(good);
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const first = subject.check();
    await new Promise(setImmediate);
    await subject.check();
    answer({ ...good, problem: unreachable });
    await first;
    assert.equal(signals[0]?.aborted, true);
    assert.equal(subject.state.kind, 'ready');
    assert.ok(seen.every(({ kind }) => kind !== 'problem'));
  });

  it('says how far a download is, once for each hundredth', async () => {
    const { subject, seen } = monitor({
      pullModel: async (_name, onProgress) => {
        onProgress({ status: 'pulling manifest' });
        for (let byte = 0; byte <= 1000; byte++) {
          onProgress({ status: 'pulling', completed: byte, total: 1000 });
        }
      },
      diagnose: async () => good,
    });
    await subject.pull('small');
    const pulling = seen.filter(({ kind }) => kind === 'pulling');
    assert.ok(pulling.length > 50 && pulling.length <= 105, String(pulling.length));
    assert.deepEqual(pulling.at(-1), {
      kind: 'pulling',
      model: 'small',
      status: 'pulling',
      fraction: 1,
    });
    assert.equal(subject.state.kind, 'ready');
  });

  it('learns from runs which model answers, and that the host has gone', () => {
    const { subject } = monitor({});
    subject.observe({ runId: 'r', at: 1, type: 'run-model', model: 'small', host: 'http://b' });
    assert.deepEqual(subject.state, {
      kind: 'ready',
      host: 'http://b',
      model: 'small',
      models: ['small'],
    });
    const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
    const end = {
      runId: 'r',
      at: 2,
      type: 'run-end',
      outcome: 'failed',
      elapsedMs: 1,
      usage,
    } as const;
    subject.observe({ ...end, error: { code: 'answer-empty', text: { message: 'Nothing.' } } });
    assert.equal(subject.state.kind, 'ready');
    subject.observe({ ...end, error: unreachable });
    assert.deepEqual(subject.state, { kind: 'problem', error: unreachable });
  });

  it('gives a download up when told to, and looks how things stand', async () => {
    let signal: AbortSignal | undefined;
    const { subject, seen } = monitor({
      pullModel: (_name, onProgress, given) => {
        signal = given;
        onProgress({ status: 'pulling', completed: 1, total: 2 });
        return new Promise((_, reject) =>
          given.addEventListener('abort', () => reject(given.reason as Error)),
        );
      },
      diagnose: async () => good,
    });
    await subject.cancelPull();
    assert.deepEqual(seen, [], 'nothing was going on');
    const pull = subject.pull('small');
    while (!signal) await new Promise(setImmediate);
    await subject.cancelPull();
    await pull;
    assert.equal(signal.aborted, true);
    assert.equal(subject.state.kind, 'ready');
    assert.ok(seen.every(({ kind }) => kind !== 'problem'));
  });

  it('shows that text may not go where the model is', () => {
    for (const code of ['model-remote', 'consent-missing'] as const) {
      const { subject } = monitor({});
      const usage = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };
      const error: ErrorInfo = {
        code,
        text: { message: 'Elsewhere.' },
        next: { message: 'Agree.' },
      };
      const outcome = { outcome: 'failed', elapsedMs: 1, usage, error } as const;
      subject.observe({ runId: 'r', at: 2, type: 'run-end', ...outcome });
      assert.deepEqual(subject.state, { kind: 'problem', error });
    }
  });

  it('aborts what is going on when disposed', async () => {
    let signal: AbortSignal | undefined;
    const { subject } = monitor({
      diagnose: (given) => {
        signal = given;
        return new Promise((_, reject) =>
          given.addEventListener('abort', () => reject(given.reason as Error)),
        );
      },
    });
    const check = subject.check();
    await new Promise(setImmediate);
    subject.dispose();
    await check;
    assert.equal(signal?.aborted, true);
  });
});
