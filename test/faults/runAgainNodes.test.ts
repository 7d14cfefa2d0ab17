import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkflowEngine } from '../../src/workflow/engine.ts';
import { keptHistory, readHistory } from '../../src/workflow/checkpoints/history.ts';
import { nodeNames, type NodeName } from '../../src/workflow/events.ts';
import type { EndedNode } from '../../src/workflow/ports.ts';
import { readRunPoints } from '../../src/workflow/runPoints.ts';
import { attempts } from '../unit/workflow/resumeAfterKill.ts';
import {
  bench,
  FakeContext,
  FakeValidator,
  fileSystem,
  goodModel,
  mendedAtLast,
  never,
  passed,
  removeFolders,
  request,
  started,
  type Bench,
} from '../unit/workflow/support.ts';

const code = 'export const slugify = (title) => title;\n';

describe('running again from a finished node', () => {
  afterEach(removeFolders);

  for (const node of nodeNames) {
    it(`from ${node}: runs it and what follows, nothing before it, and leaves the old run alone`, async () => {
      const first = await ended(new FakeValidator(...mendedAtLast));
      const before = await filesOf(first);
      const validator = node === 'debugger' || node === 'fixer' ? passed : undefined;
      const { events, outcome } = await again(first, node, {
        validator: validator ? new FakeValidator(validator) : new FakeValidator(passed),
      });
      assert.equal(outcome, 'done');
      const ran = started(events);
      assert.equal(ran[0] === 'researcher' && node === 'planner' ? 'planner' : ran[0], node);
      const told = attempts(first.events, 'node-end');
      const at = told.lastIndexOf(`${node}#${attemptOf(first, node)}`);
      const beside = ['planner', 'researcher', 'reflection', 'critic'];
      const repeated = attempts(events, 'node-start').filter((each) => {
        const index = told.indexOf(each);
        return index >= 0 && index < at && !beside.includes(each.split('#')[0] ?? '');
      });
      assert.deepEqual(repeated, []);
      assert.deepEqual(await filesOf(first), before);
    });
  }

  it('calls no model for the nodes that it takes over, and tells of them', async () => {
    const first = await ended();
    const model = goodModel();
    const { events } = await again(first, 'coder', { model });
    assert.deepEqual([...new Set(model.calls.map(({ request: { label } }) => label))].sort(), [
      'coder',
      'critic',
      'reflection',
    ]);
    const told = events.flatMap((event) => (event.type === 'node-end' ? [event.node] : []));
    assert.deepEqual(told.slice(0, 4).sort(), [
      'intent',
      'planner',
      'researcher',
      'test_generator',
    ]);
  });

  it('keeps what a node beside the chosen one made', async () => {
    const first = await ended();
    const { events } = await again(first, 'critic', {});
    assert.deepEqual(started(events), ['critic']);
  });

  it('can be done again itself, also from a node before the one it went on from', async () => {
    const first = await ended();
    const second = await again(first, 'coder', {});
    const third = await again(second, 'test_generator', {});
    assert.equal(third.outcome, 'done');
    assert.equal(started(third.events)[0], 'test_generator');
  });

  it('goes on from the tests when the code file has changed since, and says so', async () => {
    const first = await ended(undefined, { 'slugify.ts': code });
    const files = { 'slugify.ts': `${code}// mine\n` };
    const model = goodModel();
    const { events } = await again(first, 'critic', { model, context: new FakeContext(files) });
    assert.equal(started(events)[0], 'test_generator');
    assert.ok(!model.calls.some(({ request: { label } }) => label === 'planner'));
    assert.ok(toldOf(events).includes('slugify.ts'), toldOf(events));
    const coder = model.calls.find(({ request: { label } }) => label === 'coder');
    assert.match(JSON.stringify(coder?.request.messages), /\/\/ mine/);
  });

  it('says so when what it proposed is in the folder by now', async () => {
    const first = await ended();
    const files = { 'slugify.test.ts': 'test()\n' };
    const { events } = await again(first, 'validator', { context: new FakeContext(files) });
    assert.ok(toldOf(events).includes('slugify.test.ts'), toldOf(events));
    assert.equal(started(events)[0], 'test_generator');
  });

  it('shows the next agents related material as it is now, and says what has changed', async () => {
    const first = await ended(undefined, { 'other.ts': 'export const old = 1;\n' });
    const model = goodModel();
    const context = new FakeContext({ 'other.ts': 'export const fresh = 2;\n' });
    const { events } = await again(first, 'coder', { model, context });
    assert.equal(started(events)[0], 'coder');
    assert.ok(toldOf(events).includes('other.ts'), toldOf(events));
    const prompts = JSON.stringify(model.calls.map(({ request: { messages } }) => messages));
    assert.match(prompts, /export const fresh/);
    assert.doesNotMatch(prompts, /export const old/);
  });

  it('says nothing of changes where there are none', async () => {
    const first = await ended(undefined, { 'slugify.ts': code, 'other.ts': 'let a;\n' });
    const context = new FakeContext({ 'slugify.ts': code, 'other.ts': 'let a;\n' });
    const { events } = await again(first, 'reflection', { context });
    assert.equal(toldOf(events), '');
    assert.deepEqual(started(events), ['reflection']);
  });

  it('resumes after it was cut off, also before it had begun', async () => {
    const first = await ended();
    const point = await pointOf(first, 'coder');
    const controller = new AbortController();
    const run = await bench({ earlier: earlierOf(first) });
    const task = request({ runId: 'run-2', again: { runId: 'run-1', point } });
    const engine = createWorkflowEngine({ fileSystem });
    const stopping = engine.start(
      task,
      run,
      (event) => {
        if (event.type === 'node-start' && event.node === 'validator') controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(stopping, { name: 'AbortError' });
    assert.equal((await engine.resume(task, run, run.emit, never)).outcome, 'done');
    assert.deepEqual(started(run.events).slice(0, 1), ['validator']);
    const fresh = await bench({ earlier: earlierOf(first) });
    assert.equal((await engine.resume(task, fresh, fresh.emit, never)).outcome, 'done');
    assert.deepEqual(started(fresh.events).slice(0, 1), ['coder']);
  });

  it('refuses a point that is not kept', async () => {
    const first = await ended();
    await assert.rejects(again(first, 'coder', {}, 'no-such/coder'), { code: 'invalid-argument' });
  });

  it('refuses damaged states, which stay as they are', async () => {
    const first = await ended();
    const point = await pointOf(first, 'coder');
    const file = join(first.checkpointFolder, 'history.jsonl');
    await writeFile(file, '{"v": 1}\n');
    await assert.rejects(again(first, 'coder', {}, point), { code: 'state-corrupt' });
    assert.equal(await readFile(file, 'utf8'), '{"v": 1}\n');
    assert.deepEqual((await readdir(first.checkpointFolder)).toSorted(), [
      'checkpoints.jsonl',
      'history.jsonl',
    ]);
  });

  it('keeps the states up to the first code and the newest ones, in so many bytes', async () => {
    const run = await bench({ validator: new FakeValidator(...mendedAtLast) });
    const controller = new AbortController();
    const stopping = createWorkflowEngine({ fileSystem }).start(
      request(),
      run,
      (event) => {
        if (event.type === 'node-start' && event.node === 'critic') controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(stopping);
    const records = await readHistory(fileSystem, run.checkpointFolder);
    const all = nodesIn(keptHistory(records));
    const limit = sizeOf(keptHistory(records)) - 1;
    const some = keptHistory(records, limit);
    assert.ok(sizeOf(some) <= limit);
    const kept = nodesIn(some);
    assert.ok(kept.length < all.length);
    assert.deepEqual(kept.slice(0, 5), all.slice(0, 5));
    assert.equal(kept.at(-1), all.at(-1));
    assert.deepEqual(keptHistory(records, 0), []);
  });
});

async function ended(
  validator?: FakeValidator,
  files: Record<string, string> = {},
): Promise<Bench> {
  const run = await bench({ ...(validator && { validator }), context: new FakeContext(files) });
  await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
  return run;
}

async function again(
  first: Bench,
  node: NodeName,
  changes: Parameters<typeof bench>[0],
  chosen?: string,
): Promise<Bench & { readonly outcome: string }> {
  const point = chosen ?? (await pointOf(first, node));
  const context = first.context;
  const run = await bench({ context, earlier: earlierOf(first), ...changes });
  const task = request({ runId: `${point}-2`, again: { runId: 'run-1', point } });
  const engine = createWorkflowEngine({ fileSystem });
  const { outcome } = await engine.start(task, run, run.emit, never);
  return { ...run, outcome };
}

/** The last time that a node ran. */
async function pointOf(run: Bench, node: NodeName): Promise<string> {
  const points = await readRunPoints(fileSystem, run.checkpointFolder);
  return points.findLast((point) => point.node === node)?.id ?? assert.fail(`no ${node}`);
}

function attemptOf(run: Bench, node: NodeName): number {
  return endedIn(run).findLast((event) => event.node === node)?.attempt ?? 0;
}

function endedIn(run: Bench): readonly EndedNode[] {
  return run.events.filter((event) => event.type === 'node-end');
}

function earlierOf(run: Bench): { checkpointFolder: string; ended: readonly EndedNode[] } {
  return { checkpointFolder: run.checkpointFolder, ended: endedIn(run) };
}

function toldOf(events: Bench['events']): string {
  const told = events.find(
    (event) => event.type === 'node-end' && event.summary.message.includes('changed since'),
  );
  return told?.type === 'node-end' ? (told.summary.args ?? []).join() : '';
}

async function filesOf(run: Bench): Promise<readonly string[]> {
  const names = (await readdir(run.checkpointFolder)).toSorted();
  return Promise.all(
    names.map(
      async (name) => `${name} ${await readFile(join(run.checkpointFolder, name), 'utf8')}`,
    ),
  );
}

function nodesIn(records: Awaited<ReturnType<typeof readHistory>>): readonly string[] {
  return records.flatMap((each) => (each.kind === 'writes' ? [`${each.id} ${each.path}`] : []));
}

function sizeOf(records: readonly unknown[]): number {
  return records.reduce<number>((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0);
}
