import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CallLog } from '../../../src/app/callLog.ts';
import { PastRuns } from '../../../src/app/pastRuns.ts';
import type { RunWork } from '../../../src/app/runManager.ts';
import { summarizeRun } from '../../../src/app/runSummary.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { NodeEvent, RunEvent } from '../../../src/workflow/events.ts';
import type { RunRequest } from '../../../src/workflow/run.ts';
import { alone, createRuns } from './createRuns.ts';

const usage = { promptTokens: 30, replyTokens: 4, queuedMs: 1, totalMs: 10 };
const coded: NodeEvent = {
  type: 'node-end',
  node: 'coder',
  attempt: 1,
  outcome: 'done',
  elapsedMs: 5,
  summary: { message: 'x' },
  usage,
};

describe('the list of past runs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'caravan-past-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function create(instance = 'a', owner = alone, hasConversation = async () => true) {
    const { json, layout, records, runs } = createRuns(folder, { instance, owner });
    let number = 0;
    const newId = (): string => `call-${++number}`;
    const calls = new CallLog({ json, layout, clock: systemClock, logger: silentLogger, newId });
    return { runs, past: new PastRuns({ records, runs, calls, hasConversation }) };
  }

  it('tells task, folder, model, outcome, tokens and time of each, newest first', async () => {
    const { runs, past } = create();
    const work: RunWork = async (_request, emit) => {
      emit({ type: 'run-model', model: 'scripted:1b', host: 'h' });
      emit(coded);
      return { outcome: 'done' };
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    await (
      await runs.start(request('r2'), async () => ({ outcome: 'answered' }), false)
    ).finished;
    const list = (await past.list()).toSorted((a, b) => (a.runId < b.runId ? -1 : 1));
    assert.equal((await past.list()).length, 2);
    const { startedAt, elapsedMs, ...first } = list[0] ?? assert.fail();
    assert.ok(startedAt > 0 && elapsedMs >= 0);
    assert.deepEqual(first, {
      runId: 'r1',
      conversationId: 'c-r1',
      task: 'a task',
      mode: 'code',
      folder: '/work',
      model: 'scripted:1b',
      outcome: 'done',
      usage,
    });
    assert.deepEqual([list[1]?.outcome, list[1]?.model], ['answered', 'm']);
  });

  it('tells what still runs from what was cut off', async () => {
    const { runs, past } = create();
    const going = await runs.start(request('r1'), untilAborted, false);
    assert.equal((await past.get('r1')).outcome, 'running');
    const other = create('b', { pid: 5, isAlive: () => true });
    assert.equal((await other.past.get('r1')).outcome, 'running');
    await runs.close();
    await going.finished;
    assert.equal((await other.past.get('r1')).outcome, 'interrupted');
  });

  it('leaves out runs whose conversation was deleted', async () => {
    const { runs, past } = create('a', alone, async () => false);
    await (
      await runs.start(request('r1'), async () => ({ outcome: 'done' }), false)
    ).finished;
    assert.deepEqual(await past.list(), []);
  });

  it('reads records without a summary, which earlier versions wrote, from their events', async () => {
    const { runs, past } = create();
    const work: RunWork = async (_request, emit) => {
      emit(coded);
      return { outcome: 'failed' };
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    const file = path.join(folder, 'runs', 'r1', 'run.json');
    const { summary, ...record } = JSON.parse(await readFile(file, 'utf8')) as {
      summary: { usage: unknown };
    };
    await writeFile(file, JSON.stringify(record));
    const { outcome, usage: total } = await past.get('r1');
    assert.equal(outcome, 'failed');
    assert.deepEqual([summary.usage, total], [usage, usage]);
  });

  it('goes on without a record that is damaged, and says so when that one is asked for', async () => {
    const { runs, past } = create();
    for (const id of ['r1', 'r2']) {
      await (
        await runs.start(request(id), async () => ({ outcome: 'done' }), false)
      ).finished;
    }
    await writeFile(path.join(folder, 'runs', 'r1', 'run.json'), '{"version": 1');
    assert.deepEqual(
      (await past.list()).map(({ runId }) => runId),
      ['r2'],
    );
    assert.ok(
      (await readdir(path.join(folder, 'runs', 'r1'))).some((name) => /corrupt/.test(name)),
    );
    await assert.rejects(past.export('r1'), { code: 'invalid-argument' });
  });

  it('exports the record of a run, and changes nothing of it', async () => {
    const { runs, past } = create();
    const work: RunWork = async (_request, emit) => {
      emit({ type: 'node-delta', node: 'coder', channel: 'text', text: 'let x' });
      emit(coded);
      return { outcome: 'done' };
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    const file = path.join(folder, 'runs', 'r1', 'events.jsonl');
    const before = await readFile(file);
    const exported = JSON.parse(await past.export('r1')) as {
      format: string;
      run: { runId: string };
      events: RunEvent[];
      texts: unknown;
      calls: unknown;
    };
    assert.deepEqual([exported.format, exported.run.runId], ['caravan-run', 'r1']);
    assert.deepEqual(
      exported.events.map(({ type }) => type),
      ['run-start', 'node-end', 'run-end'],
    );
    assert.deepEqual(exported.texts, { coder: { text: 'let x', thinking: '' } });
    assert.deepEqual(exported.calls, []);
    assert.deepEqual(await readFile(file), before);
  });

  it('adds up the parts of a run that was cut off and resumed, without the break', () => {
    const start = { type: 'run-start', conversationId: 'c', task: 't', mode: 'code' } as const;
    const at = (event: NodeEvent, time: number): RunEvent => ({ ...event, runId: 'r', at: time });
    const events = [
      at({ ...start, resumed: false }, 1_000),
      at(coded, 1_400),
      at({ ...start, resumed: true }, 90_000),
      at(coded, 90_100),
      at({ type: 'run-end', outcome: 'done', elapsedMs: 300, usage }, 90_300),
      at(coded, 99_000),
    ];
    const { outcome, elapsedMs, usage: total } = summarizeRun(events.slice(0, -1));
    assert.deepEqual([outcome, elapsedMs, total.promptTokens], ['done', 700, 60]);
    assert.equal(summarizeRun(events).elapsedMs, 700);
    assert.equal(summarizeRun(events.slice(0, 3)).outcome, undefined);
  });
});

const untilAborted: RunWork = (_request, _emit, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

function request(runId: string): RunRequest {
  return {
    runId,
    conversationId: `c-${runId}`,
    task: 'a task',
    folder: '/work',
    mode: 'code',
    history: [],
    maxIterations: 2,
    model: 'm',
    attachments: [],
  };
}
