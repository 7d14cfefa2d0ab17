import assert from 'node:assert/strict';
import type { ModelRecord } from '../../../src/agents/modelRecord.ts';
import { withCore, type ScriptedWork } from '../../support/scriptedCore.ts';

/** Asks for the record as a run does; keeps what came and how many events the self-test had. */
function recording(found: { record: ModelRecord | undefined; events: number }[]): ScriptedWork {
  return async (ports, _runId, signal) => {
    let events = 0;
    const record = await ports.record?.(signal, () => events++);
    found.push({ record, events });
  };
}

describe('the record of a model, in the core', () => {
  it('is measured by four short calls in the first run, and by none in the next', async () => {
    const found: Parameters<typeof recording>[0] = [];
    const reply = (): string => 'FILE: double.js\n```javascript\nexport const double = 2;\n```';
    await withCore({ work: recording(found), reply }, async ({ run, server }) => {
      assert.equal((await run()).outcome, 'answered');
      const calls = server.chats();
      // An object that has no form is asked for again, which is cut off at once.
      assert.ok(calls.length <= 5, `${calls.length} calls`);
      for (const { options } of calls.slice(0, 4))
        assert.ok(Number(options?.['num_predict']) <= 200);
      await run();
      assert.equal(server.chats().length, calls.length);
    });
    const [first, second] = found;
    assert.equal(first?.record?.wholeFile, true);
    assert.equal(first?.record?.fixes, false);
    assert.ok(first.events > 0);
    assert.deepEqual(second, { record: first.record, events: 0 });
  });

  it('is measured with the model that the settings name for the coder', async () => {
    const models = ['scripted:1b', 'scripted:7b'];
    const settings = { roles: { coder: 'scripted:7b' } };
    await withCore({ work: recording([]), models, settings }, async ({ run, server }) => {
      await run();
      assert.deepEqual([...new Set(server.chats().map(({ model }) => model))], ['scripted:7b']);
    });
  });

  it('stays unknown, and the run goes on, when the server gives no answer', async () => {
    const found: Parameters<typeof recording>[0] = [];
    const reply = (): { status: number; body: string } => ({ status: 400, body: '{"error":"no"}' });
    await withCore({ work: recording(found), reply }, async ({ run }) => {
      assert.equal((await run()).outcome, 'answered');
    });
    assert.equal(found[0]?.record, undefined);
  });

  it('is told without measuring only where it is known', async () => {
    const told: (ModelRecord | undefined)[] = [];
    const work: ScriptedWork = async (ports, _runId, signal) => {
      told.push(await ports.record?.(signal));
      told.push(await ports.record?.(signal, () => undefined));
    };
    const reply = (): string => 'FILE: double.js\n```javascript\nexport const double = 2;\n```';
    await withCore({ work, reply }, async ({ run, server }) => {
      await run();
      const { length } = server.chats();
      await run();
      assert.equal(server.chats().length, length);
    });
    const [before, measured, after] = told;
    assert.equal(before, undefined);
    assert.equal(measured?.structured, false);
    assert.deepEqual(after, measured);
  });

  it('says nothing of decisions that other models make', async () => {
    const found: Parameters<typeof recording>[0] = [];
    const models = ['scripted:1b', 'scripted:7b'];
    const settings = { roles: { coder: 'scripted:7b' } };
    const reply = (): string => 'FILE: double.js\n```javascript\nexport const double = 2;\n```';
    await withCore({ work: recording(found), models, settings, reply }, async ({ run }) => {
      await run();
    });
    assert.equal(found[0]?.record?.wholeFile, true);
    assert.equal(found[0].record.structured, undefined);
  });
});
