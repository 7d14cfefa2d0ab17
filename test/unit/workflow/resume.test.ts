import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { nodeNames } from '../../../src/workflow/events.ts';
import { attempts } from './resumeAfterKill.ts';
import {
  bench,
  FakeValidator,
  fileSystem,
  goodModel,
  mendedAtLast,
  never,
  removeFolders,
  request,
  started,
} from './support.ts';

describe('resuming a run', () => {
  afterEach(removeFolders);

  for (const node of nodeNames) {
    it(`runs no finished node again after a stop in ${node}`, async () => {
      const controller = new AbortController();
      const first = await bench({ validator: new FakeValidator(...mendedAtLast) });
      const stopping = createWorkflowEngine({ fileSystem }).start(
        request(),
        first,
        (event) => {
          first.emit(event);
          if (event.type === 'node-start' && event.node === node) controller.abort();
        },
        controller.signal,
      );
      await assert.rejects(stopping, { name: 'AbortError' });
      const tested = first.events.filter(
        (event) =>
          event.type === 'node-end' && event.node === 'validator' && event.outcome === 'done',
      );
      const rest = new FakeValidator(...mendedAtLast.slice(tested.length));
      const second = await bench({ folder: first.checkpointFolder, validator: rest });
      const ports = { ...second, checkpointFolder: first.checkpointFolder };
      const result = await createWorkflowEngine({ fileSystem }).resume(
        request(),
        ports,
        second.emit,
        never,
      );
      assert.equal(result.outcome, 'done');
      assert.equal(result.validation?.status, 'passed');
      const finished = attempts(first.events, 'node-end');
      const again = attempts(second.events, 'node-start').filter((run) => finished.includes(run));
      assert.deepEqual(again, []);
      assert.ok(started(second.events).includes(node));
    });
  }

  // Runs killed inside every node, in a process of their own: test/faults/resumeAfterKill.test.ts.

  it('gives the result at once when the run had already ended', async () => {
    const run = await bench();
    const engine = createWorkflowEngine({ fileSystem });
    const result = await engine.start(request(), run, run.emit, never);
    const again = await bench({ model: goodModel({}) });
    const ports = { ...again, checkpointFolder: run.checkpointFolder };
    assert.deepEqual(await engine.resume(request(), ports, again.emit, never), result);
    assert.deepEqual(again.events, []);
  });

  it('starts from the beginning when nothing had been saved yet', async () => {
    const run = await bench();
    const engine = createWorkflowEngine({ fileSystem });
    assert.equal((await engine.resume(request(), run, run.emit, never)).outcome, 'done');
    assert.equal(started(run.events)[0], 'intent');
  });

  it('refuses a state with an odd shape and puts the file aside', async () => {
    const controller = new AbortController();
    const run = await bench();
    const engine = createWorkflowEngine({ fileSystem });
    const stopped = engine.start(
      request(),
      run,
      (event) => {
        if (event.type === 'node-start' && event.node === 'coder') controller.abort();
      },
      controller.signal,
    );
    await assert.rejects(stopped);
    const file = join(run.checkpointFolder, 'checkpoints.jsonl');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('"slugify.ts"', '"../../etc/passwd"'));
    await assert.rejects(engine.resume(request(), run, run.emit, never), {
      code: 'state-corrupt',
    });
    await assert.rejects(readFile(file), { code: 'ENOENT' });
  });
});
