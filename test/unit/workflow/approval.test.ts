import assert from 'node:assert/strict';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import type { InterruptAnswer, RunInterrupt } from '../../../src/workflow/interrupts.ts';
import type { RunPorts } from '../../../src/workflow/ports.ts';
import {
  bench,
  FakeContext,
  fileSystem,
  goodModel,
  never,
  removeFolders,
  request,
  started,
  temporaryFolder,
} from './support.ts';

const engine = createWorkflowEngine({ fileSystem });
const asking = request({ approvePlan: true });
const firstNodes = ['intent', 'planner', 'researcher'];
const edit = { codePath: 'lib/slugify.ts', testPath: 'lib/slugify.test.ts', steps: ['Be quick'] };

const answering =
  (answer: InterruptAnswer): NonNullable<RunPorts['ask']> =>
  async () =>
    answer;

describe('plan approval', () => {
  afterEach(removeFolders);

  it('asks with the plan as plain JSON, before anything is written, and goes on when approved', async () => {
    const model = goodModel();
    let asked: RunInterrupt | undefined;
    const run = await bench({
      model,
      ask: async (interrupt) => {
        asked = interrupt;
        assert.deepEqual(started(run.events), firstNodes);
        assert.equal(model.active, 0);
        return { decision: 'approve' };
      },
    });
    const result = await engine.start(asking, run, run.emit, never);
    assert.equal(result.outcome, 'done');
    assert.equal(asked?.kind, 'plan');
    assert.equal(asked.plan.codePath, 'slugify.ts');
    assert.deepEqual(JSON.parse(JSON.stringify(asked)), asked);
    const said = run.events.filter((event) => event.type.startsWith('interrupt'));
    assert.deepEqual(said, [
      { type: 'interrupt', interrupt: asked },
      { type: 'interrupt-end', id: asked.id, decision: 'approve' },
    ]);
    assert.equal(started(run.events).filter((node) => node === 'planner').length, 1);
  });

  it('shows later agents the edited plan only', async () => {
    const model = goodModel();
    const run = await bench({ model, ask: answering({ decision: 'approve', plan: edit }) });
    await engine.start(asking, run, run.emit, never);
    const prompts = model.requests('coder').map((call) => JSON.stringify(call.messages));
    assert.ok(prompts.length > 0);
    for (const prompt of prompts) {
      assert.match(prompt, /Code file: lib\/slugify\.ts/);
      assert.match(prompt, /1\. Be quick/);
      assert.doesNotMatch(prompt, /Code file: slugify\.ts/);
      assert.doesNotMatch(prompt, /Write slugify/);
    }
    assert.deepEqual(run.validator.requests[0]?.testPaths, ['lib/slugify.test.ts']);
  });

  it('keeps tests that are already where the edited plan wants new ones', async () => {
    const context = new FakeContext({ 'lib/slugify.test.ts': 'mine' });
    const run = await bench({ context, ask: answering({ decision: 'approve', plan: edit }) });
    const result = await engine.start(asking, run, run.emit, never);
    assert.ok(!result.files.some((file) => file.path === 'lib/slugify.test.ts'));
    assert.ok(run.validator.requests[0]?.testPaths.includes('lib/slugify.test.ts'));
  });

  it('ends as rejected, with the reason, and runs nothing more', async () => {
    const run = await bench({ ask: answering({ decision: 'reject', reason: 'Too big.' }) });
    const result = await engine.start(asking, run, run.emit, never);
    assert.deepEqual(result, { outcome: 'rejected', files: [], answer: 'Too big.' });
    assert.deepEqual(started(run.events), firstNodes);
    assert.deepEqual(run.memory.stored, []);
  });

  it('refuses a plan whose paths leave the folder', async () => {
    const plan = { ...edit, codePath: '../outside.ts' };
    const run = await bench({ ask: answering({ decision: 'approve', plan }) });
    await assert.rejects(engine.start(asking, run, run.emit, never), { code: 'invalid-argument' });
    assert.deepEqual(started(run.events), firstNodes);
  });

  it('asks nothing when it is off, and nothing where no code is written', async () => {
    const ask: RunPorts['ask'] = () => assert.fail('asked');
    const off = await bench({ ask });
    assert.equal((await engine.start(request(), off, off.emit, never)).outcome, 'done');
    const plan = await bench({ ask });
    const planned = await engine.start(
      request({ approvePlan: true, mode: 'plan' }),
      plan,
      plan.emit,
      never,
    );
    assert.equal(planned.outcome, 'answered');
  });

  it('ends at once when aborted while it waits, and asks the same again when resumed', async () => {
    const folder = await temporaryFolder();
    const abort = new AbortController();
    const ids: string[] = [];
    const first = await bench({
      folder,
      ask: (interrupt) => {
        ids.push(interrupt.id);
        abort.abort(new Error('stopped'));
        return new Promise(() => undefined);
      },
    });
    await assert.rejects(engine.start(asking, first, first.emit, abort.signal), {
      message: 'stopped',
    });
    const second = await bench({
      folder,
      ask: async (interrupt) => {
        ids.push(interrupt.id);
        return { decision: 'approve' };
      },
    });
    const result = await engine.resume(asking, second, second.emit, never);
    assert.equal(result.outcome, 'done');
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
    assert.ok(!started(second.events).some((node) => firstNodes.includes(node)));
  });
});
