import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CaravanError } from '../../../src/base/errors.ts';
import type { RunWork } from '../../../src/app/runManager.ts';
import type { ProcessOwner } from '../../../src/app/runRecords.ts';
import type { FileSystem } from '../../../src/base/fileSystem.ts';
import { translate } from '../../../src/base/userText.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import type { NodeEvent, RunEvent } from '../../../src/workflow/events.ts';
import type { RunRequest } from '../../../src/workflow/run.ts';
import { alone, createRuns } from './createRuns.ts';

const fileSystem = createNodeFileSystem();

describe('RunManager', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'caravan-runs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function create(instance: string, owner: ProcessOwner = alone, files: FileSystem = fileSystem) {
    const drafts: string[] = [];
    const notices: string[] = [];
    const { runs, records } = createRuns(folder, {
      instance,
      owner,
      files,
      keepDraft: async (item) => {
        drafts.push(...Object.values(item.texts).map(({ text }) => text));
        return drafts.length > 0 ? 'drafts' : undefined;
      },
      notify: (text) => notices.push(translate(text)),
    });
    const events: RunEvent[] = [];
    runs.onEvent((event) => events.push(event));
    return { runs, records, events, drafts, notices };
  }

  it('frames the work by run-start and run-end and adds up its figures', async () => {
    const { runs, events } = create('a');
    const usage = { promptTokens: 3, replyTokens: 4, queuedMs: 1, totalMs: 10 };
    const node = { node: 'coder', attempt: 1, elapsedMs: 5, summary: { message: 'x' } } as const;
    const work: RunWork = async (_request, emit) => {
      emit({ type: 'node-end', outcome: 'done', usage, ...node });
      emit({ type: 'node-end', outcome: 'done', usage, ...node });
      return { outcome: 'done' };
    };
    const { finished } = await runs.start(request('r1'), work, false);
    assert.equal(await finished, 'done');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['run-start', 'node-end', 'node-end', 'run-end'],
    );
    const end = events.at(-1);
    assert.ok(end?.type === 'run-end');
    assert.deepEqual(end.usage, { promptTokens: 6, replyTokens: 8, queuedMs: 2, totalMs: 20 });
    assert.deepEqual(runs.activeRuns, []);
  });

  it('writes down later what a full disk did not take, in order (F02)', async () => {
    const files = { ...fileSystem };
    const full = (): Promise<void> => Promise.reject(new Error('ENOSPC'));
    const { runs } = create('a', alone, files);
    const emitted = (text: string): NodeEvent => ({
      ...{ type: 'node-delta', node: 'coder', attempt: 1, channel: 'text' },
      text,
    });
    const work: RunWork = async (_request, emit) => {
      files.appendFile = full;
      emit(emitted('one '));
      const flushed = Promise.resolve().then(() => runs.journal('r1')?.flush());
      await assert.rejects(flushed, /ENOSPC/);
      emit(emitted('two'));
      files.appendFile = (path, bytes) => fileSystem.appendFile(path, bytes);
      return { outcome: 'done' };
    };
    const { finished } = await runs.start(request('r1'), work, false);
    await finished;
    const item = await create('b').runs.readItem('r1');
    assert.deepEqual(item.texts['coder'], { text: 'one two', thinking: '' });
    assert.deepEqual(
      item.events.map(({ type }) => type),
      ['run-start', 'run-end'],
    );
  });

  it('tells the user when the end of a run cannot be saved, and offers the run again (F02)', async () => {
    const files = { ...fileSystem };
    const { runs, notices } = create('a', alone, files);
    const work: RunWork = async () => {
      files.appendFile = () => Promise.reject(new Error('ENOSPC'));
      return { outcome: 'done' };
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    assert.match(notices.join(), /could not be saved.*ENOSPC/);
    const left = await create('b').records.interrupted();
    assert.deepEqual(
      left.map((record) => record.request.runId),
      ['r1'],
    );
  });

  it('stops a run at once and says that it was cancelled', async () => {
    const { runs, events } = create('a');
    const { runId, finished } = await runs.start(request('r1'), untilAborted, false);
    runs.stop(runId);
    assert.equal(await finished, 'cancelled');
    assert.equal(events.at(-1)?.type, 'run-end');
  });

  it('turns an error into a typed end and keeps what was written', async () => {
    const { runs, events, drafts } = create('a');
    const work: RunWork = async (_request, emit) => {
      emit({ type: 'node-delta', node: 'coder', channel: 'text', text: 'half a ' });
      emit({ type: 'node-delta', node: 'coder', channel: 'text', text: 'function' });
      throw new CaravanError('stream-interrupted', { text: { message: 'Connection lost.' } });
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    const end = events.at(-1);
    assert.ok(end?.type === 'run-end');
    assert.equal(end.outcome, 'failed');
    assert.equal(end.error?.code, 'stream-interrupted');
    assert.equal(end.draftPath, 'drafts');
    assert.deepEqual(end.error?.kept?.args, ['drafts']);
    assert.deepEqual(drafts, ['half a function']);
  });

  it('refuses a second run in one conversation and allows one in another', async () => {
    const { runs } = create('a');
    const first = await runs.start(request('r1'), untilAborted, false);
    await assert.rejects(runs.start(request('r2'), untilAborted, false), { code: 'state-busy' });
    const other = await runs.start(request('r3', 'c2'), untilAborted, false);
    await runs.close();
    assert.deepEqual(await Promise.all([first.finished, other.finished]), [
      'cancelled',
      'cancelled',
    ]);
    await assert.rejects(runs.start(request('r4'), untilAborted, false), { code: 'shut-down' });
  });

  it('starts the next run of a conversation as soon as the last one is seen to end', async () => {
    const files = { ...fileSystem };
    const { promise: disk, resolve: goOn } = Promise.withResolvers<void>();
    const { runs, events } = create('a', alone, files);
    const isSeen = new Promise<void>((resolve) => {
      runs.onEvent(({ type }) => type === 'run-end' && resolve());
    });
    const work: RunWork = async () => {
      files.appendFile = (file, bytes) => disk.then(() => fileSystem.appendFile(file, bytes));
      return { outcome: 'done' };
    };
    await runs.start(request('r1'), work, false);
    await isSeen;
    const next = runs.start(request('r2'), async () => ({ outcome: 'done' }), false);
    goOn();
    assert.equal(await (await next).finished, 'done');
    assert.equal(events.filter(({ type }) => type === 'run-end').length, 2);
  });

  it('finds a run whose process is gone, and no other', async () => {
    const dead = create('dead');
    void dead.runs.start(request('cut-off'), untilAborted, false);
    const done = await dead.runs.start(
      request('ended', 'c2'),
      async () => ({ outcome: 'done' }),
      false,
    );
    await done.finished;
    await until(async () => (await dead.records.read('cut-off')) !== undefined);
    assert.deepEqual(await dead.records.interrupted(), [], 'its own run goes on');

    const found = await create('next').records.interrupted();
    assert.deepEqual(
      found.map((record) => record.request.runId),
      ['cut-off'],
    );
    const living = create('other', { pid: 1, isAlive: (pid) => pid === 4242 });
    assert.deepEqual(await living.records.interrupted(), [], 'another window works on it');
    await dead.runs.close();
    const closed = await create('next').records.interrupted();
    assert.equal(closed.length, 1, 'a run cut off by closing the window is offered again');
  });

  it('shows after a restart what had happened, without the torn last line', async () => {
    const { runs } = create('a');
    const work: RunWork = async (_request, emit) => {
      emit({ type: 'node-start', node: 'planner', attempt: 1 });
      emit({ type: 'node-delta', node: 'planner', channel: 'text', text: 'one ' });
      emit({ type: 'node-delta', node: 'planner', channel: 'thinking', text: 'hm' });
      emit({ type: 'node-delta', node: 'planner', channel: 'text', text: 'two' });
      return { outcome: 'done' };
    };
    await (
      await runs.start(request('r1'), work, false)
    ).finished;
    const file = path.join(folder, 'runs/r1/events.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')) + '{"type":"node-st');
    const { runs: later } = create('b');
    await later.addLater('r1', { type: 'node-start', node: 'critic', attempt: 1 });
    const item = await create('c').runs.readItem('r1');
    assert.deepEqual(
      item.events.map(({ type }) => type),
      ['run-start', 'node-start', 'run-end', 'node-start'],
    );
    assert.deepEqual(item.texts['planner'], { text: 'one two', thinking: 'hm' });
  });

  it('sets a corrupt record aside and goes on', async () => {
    const { runs, records } = create('a');
    await (
      await runs.start(request('r1'), async () => ({ outcome: 'done' }), false)
    ).finished;
    await writeFile(path.join(folder, 'runs/r1/run.json'), '{"version":1,"status":"running"');
    assert.deepEqual(await records.interrupted(), []);
    const names = await readdir(path.join(folder, 'runs/r1'));
    assert.ok(names.includes('run.json.corrupt-7'), names.join());
  });
});

const untilAborted: RunWork = (_request, _emit, signal) =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  );

function request(runId: string, conversationId = 'c1'): RunRequest {
  return {
    runId,
    conversationId,
    task: 'task',
    mode: 'auto',
    history: [],
    maxIterations: 3,
    model: '',
    attachments: [],
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
