import assert from 'node:assert/strict';
import { raceAbort } from '../../../src/base/abort.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { budgetOf } from '../../../src/workflow/budget.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { RunPorts } from '../../../src/workflow/ports.ts';
import { ModelRecords } from '../../../src/workflow/modelRecords.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import {
  bench,
  failed,
  FakeValidator,
  fileSystem,
  goodModel,
  never,
  removeFolders,
  request,
  started,
} from './support.ts';

const able = { structured: true, wholeFile: true, blocks: true, fixes: true, tokensPerSecond: 40 };
const key = { digest: 'sha256:1', version: '0.11.4' };
const usage = {
  promptTokens: 0,
  replyTokens: 0,
  loadMs: 0,
  promptMs: 0,
  replyMs: 0,
  queuedMs: 0,
  totalMs: 0,
};
const file = '/state/models.json';

describe('records of models', () => {
  afterEach(removeFolders);

  it('are measured once for a digest and a server version, and kept', async () => {
    const memory = new InMemoryFileSystem();
    let measured = 0;
    const measure = async (): Promise<typeof able> => {
      measured++;
      return able;
    };
    const records = new ModelRecords(memory, file, silentLogger);
    await Promise.all([records.of(key, measure, never), records.of(key, measure, never)]);
    const later = new ModelRecords(memory, file, silentLogger);
    assert.deepEqual(await later.of(key, measure, never), able);
    assert.equal(measured, 1);
    await later.of({ ...key, version: '0.12.0' }, measure, never);
    await later.of({ ...key, digest: 'sha256:2' }, measure, never);
    assert.equal(measured, 3);
  });

  it('are measured anew when the file is damaged', async () => {
    const memory = new InMemoryFileSystem();
    await memory.createDirectory('/state');
    await memory.writeFileAtomic(file, Buffer.from('{"v":1,"records":{"a":'));
    const records = new ModelRecords(memory, file, silentLogger);
    assert.deepEqual(await records.of(key, async () => able, never), able);
  });

  it('are told apart from what was asked beside them, and keep it', async () => {
    const memory = new InMemoryFileSystem();
    const records = new ModelRecords(memory, file, silentLogger);
    let asked = 0;
    const ask = async (): Promise<boolean> => ++asked > 0;
    assert.equal(await records.fills(key, ask), true);
    assert.equal(await records.known(key), undefined);
    assert.deepEqual(await records.of(key, async () => able, never), able);
    assert.deepEqual(await records.known(key), { ...able, fills: true });
    assert.equal(await new ModelRecords(memory, file, silentLogger).fills(key, ask), true);
    assert.equal(asked, 1);
    await records.fills({ ...key, version: '0.12.0' }, ask);
    assert.equal(asked, 2);
  });

  it('of before it was asked whether a model fills in are read, and completed', async () => {
    const memory = new InMemoryFileSystem();
    await memory.createDirectory('/state');
    const old = { v: 2, records: { 'sha256:1@0.11.4': { ...able, thinks: true } } };
    await memory.writeFileAtomic(file, Buffer.from(JSON.stringify(old)));
    const records = new ModelRecords(memory, file, silentLogger);
    assert.deepEqual(await records.known(key), { ...able, thinks: true });
    assert.equal(await records.fills(key, async () => false), false);
    assert.deepEqual(await records.known(key), { ...able, thinks: true, fills: false });
  });

  it('may be missing: a self-test that fails is no failure of the run', async () => {
    const records = new ModelRecords(new InMemoryFileSystem(), file, silentLogger);
    const measure = async (): Promise<never> => {
      throw new Error('the server is gone');
    };
    assert.equal(await records.of(key, measure, never), undefined);
  });

  it('end with the run that waits for them', async () => {
    const records = new ModelRecords(new InMemoryFileSystem(), file, silentLogger);
    const controller = new AbortController();
    const measuring = records.of(
      key,
      async (signal) => {
        controller.abort(new Error('stopped'));
        signal.throwIfAborted();
        return able;
      },
      controller.signal,
    );
    await assert.rejects(measuring, /stopped/);
  });

  it('decide what a run spends: fixes for a model that mends, fresh attempts for one that does not', () => {
    const budget = (changes: Partial<typeof able>): ReturnType<typeof budgetOf> =>
      budgetOf(request(), { record: { ...able, ...changes } });
    assert.partialDeepStrictEqual(budgetOf(request()), { fixes: 3, fixEvery: 3 });
    assert.partialDeepStrictEqual(budget({}), { rounds: 9, fixes: 3, fixEvery: 2 });
    assert.partialDeepStrictEqual(budget({ fixes: false }), { rounds: 9, fixes: 0 });
    assert.equal(budget({ fixes: false, wholeFile: false }).rounds, 3);
  });

  it('do not end with another run that waits for the same measurement and is stopped', async () => {
    const records = new ModelRecords(new InMemoryFileSystem(), file, silentLogger);
    const first = new AbortController();
    let begin = (): void => undefined;
    const begun = new Promise<void>((done) => (begin = done));
    const stopped = records.of(
      key,
      (signal) => {
        begin();
        return raceAbort(new Promise<never>(() => undefined), signal);
      },
      first.signal,
    );
    const rejected = assert.rejects(stopped, /stopped/);
    await begun;
    const second = records.of(key, async () => able, never);
    // Until it waits for the first one.
    await new Promise(setImmediate);
    first.abort(new Error('stopped'));
    await rejected;
    assert.equal(await second, undefined);
  });

  it('reach the run: one that never mends is only asked to write anew', async () => {
    const run = await bench({
      validator: new FakeValidator(failed),
      record: async () => ({ ...able, fixes: false }),
    });
    await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
    const nodes = started(run.events);
    assert.ok(!nodes.includes('debugger'));
    assert.equal(nodes.filter((node) => node === 'coder').length, 10);
  });

  it('are asked for when the code failed, which the run says and counts', async () => {
    let asked = 0;
    const record: RunPorts['record'] = async (_signal, onEvent) => {
      if (!onEvent) return undefined;
      asked++;
      onEvent({ type: 'prompt' });
      onEvent({ type: 'text-delta', text: 'SELF-TEST' });
      onEvent({ type: 'usage', usage: { ...usage, promptTokens: 7_000 } });
      return able;
    };
    const good = await bench({ record });
    await createWorkflowEngine({ fileSystem }).start(request(), good, good.emit, never);
    assert.equal(asked, 0);
    const bad = await bench({ validator: new FakeValidator(failed), record });
    await createWorkflowEngine({ fileSystem }).start(request(), bad, bad.emit, never);
    assert.equal(asked, 1);
    const phases = bad.events.filter(
      (event) => event.type === 'node-phase' && event.phase === 'testing-model',
    );
    assert.equal(phases.length, 1);
    assert.ok(!JSON.stringify(bad.events).includes('SELF-TEST'));
    const costs = bad.events.map((event) =>
      event.type === 'node-end' ? (event.usage?.promptTokens ?? 0) : 0,
    );
    assert.equal(costs.filter((tokens) => tokens >= 7_000).length, 1);
  });

  it('that are known serve a run from its first question, and are not asked for again', async () => {
    const asked: boolean[] = [];
    const known: RunPorts['record'] = async (_signal, onEvent) => {
      asked.push(onEvent !== undefined);
      return { ...able, structured: false, fixes: false };
    };
    const lines = {
      planner:
        'approach: x\ncodePath: slugify.ts\nfunctionName: slugify\nlanguage: typescript\nsteps: Write it',
      reflection: 'analysis: It failed.',
      critic: 'assessment: It fails.',
    };
    const model = goodModel(lines);
    const run = await bench({ model, validator: new FakeValidator(failed), record: known });
    const task = request({ maxIterations: 1 });
    await createWorkflowEngine({ fileSystem }).start(task, run, run.emit, never);
    assert.deepEqual(asked, [false]);
    assert.ok(model.requests('planner').length === 1 && model.requests('critic').length === 1);
    assert.ok(model.calls.every(({ method }) => method === 'generate'));
  });

  it('bound a run by the time its model takes to write, and once more at least', () => {
    const best = {
      files: [{ path: 'a.ts', content: 'x'.repeat(7_000) }],
      validation: failed,
      isUsable: true,
      attempt: 1,
    };
    const rounds = (tokensPerSecond: number): number =>
      budgetOf(request(), { record: { ...able, tokensPerSecond }, best }).rounds;
    // 2,300 tokens a version in 900 s.
    assert.deepEqual([0, 0.5, 6, 13, 40].map(rounds), [9, 1, 2, 5, 9]);
  });

  it('end a run that would take too long, which its last test run says', async () => {
    const record = { ...able, fixes: false, tokensPerSecond: 1 };
    const run = await bench({ validator: new FakeValidator(failed), record: async () => record });
    const result = await createWorkflowEngine({ fileSystem }).start(
      request(),
      run,
      run.emit,
      never,
    );
    assert.equal(result.outcome, 'done');
    const told = run.events.flatMap((event) =>
      event.type === 'node-end' && event.node === 'validator' ? [event.summary] : [],
    );
    // 900 s at one token a second are two more versions of three hundred.
    assert.equal(started(run.events).filter((node) => node === 'coder').length, 3);
    assert.deepEqual(told.at(-1), {
      message: 'too slow for more versions: {0} tokens a second',
      args: [1],
    });
    assert.ok(told.slice(0, -1).every(({ message }) => message === '{0} of {1} passed'));
  });
});
