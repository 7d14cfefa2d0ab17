import assert from 'node:assert/strict';
import { CaravanError } from '../../../src/base/errors.ts';
import { userText } from '../../../src/base/userText.ts';
import { createWorkflowEngine } from '../../../src/workflow/engine.ts';
import { nodeNames } from '../../../src/workflow/events.ts';
import {
  bench,
  FakeContext,
  FakeValidator,
  fileSystem,
  goodModel,
  mendedAtLast,
  never,
  removeFolders,
  request,
} from './support.ts';

describe('stopping a run', () => {
  afterEach(removeFolders);

  for (const node of nodeNames) {
    it(`rejects with the reason when stopped in ${node}, and begins no other node`, async () => {
      const controller = new AbortController();
      const reason = new Error('stopped by the user');
      const run = await bench({ validator: new FakeValidator(...mendedAtLast) });
      let begunSince = 0;
      const running = createWorkflowEngine({ fileSystem }).start(
        request(),
        run,
        (event) => {
          if (event.type !== 'node-start') return;
          if (controller.signal.aborted) begunSince += 1;
          if (event.node === node) setImmediate(() => controller.abort(reason));
        },
        controller.signal,
      );
      const thrown = await running.then(
        () => undefined,
        (error: unknown) => error,
      );
      // Quick nodes may have ended before the stop came; the run then stops in the next one.
      if (thrown === undefined) assert.equal(node === 'critic' || node === 'reflection', true);
      else assert.equal(thrown, reason);
      assert.equal(begunSince, 0);
    });
  }

  it('does not wait for a node that ignores the signal, and lets it say nothing more', async () => {
    const controller = new AbortController();
    let release: () => void = () => undefined;
    const context = new FakeContext();
    context.research = () =>
      new Promise((resolve) => {
        release = () => resolve({ files: [], recommendations: [], summary: '' });
      });
    const run = await bench({ context });
    const running = createWorkflowEngine({ fileSystem }).start(
      request(),
      run,
      (event) => {
        run.emit(event);
        if (event.type === 'node-start' && event.node === 'researcher') {
          setImmediate(() => controller.abort());
        }
      },
      controller.signal,
    );
    await assert.rejects(running, { name: 'AbortError' });
    const count = run.events.length;
    release();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(run.events.length, count);
  });

  it('leaves no listener on the signal of the caller', async () => {
    const controller = new AbortController();
    let added = 0;
    let removed = 0;
    const signal = new Proxy(controller.signal, {
      get(target, key) {
        if (key === 'addEventListener') {
          return (...args: Parameters<AbortSignal['addEventListener']>) => {
            added++;
            target.addEventListener(...args);
          };
        }
        if (key === 'removeEventListener') {
          return (...args: Parameters<AbortSignal['removeEventListener']>) => {
            removed++;
            target.removeEventListener(...args);
          };
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const run = await bench();
    await createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, signal);
    assert.ok(added > 0);
    assert.equal(removed, added);
  });

  it('fails with the very error of the model server, and says which node failed', async () => {
    const down = new CaravanError('host-unreachable', { text: userText('No server.') });
    const run = await bench({ model: goodModel({ coder: down }) });
    const running = createWorkflowEngine({ fileSystem }).start(request(), run, run.emit, never);
    await assert.rejects(running, (error) => error === down);
    const end = run.events.find((event) => event.type === 'node-end' && event.node === 'coder');
    assert.equal(end?.type === 'node-end' && end.outcome, 'failed');
  });
});
