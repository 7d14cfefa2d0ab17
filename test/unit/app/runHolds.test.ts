import assert from 'node:assert/strict';
import { ManualClock } from '../../support/manualClock.ts';
import { callOnce, withCore, type ScriptedWork } from '../../support/scriptedCore.ts';
import { until } from '../../support/scriptedPool.ts';

describe('a run', () => {
  const kept = (chats: readonly { keep_alive?: unknown }[]): readonly unknown[] =>
    chats.map((chat) => chat.keep_alive);

  it('holds its model in memory and lets go of it when it has succeeded', async () => {
    await withCore({}, async ({ run, server }) => {
      assert.equal((await run()).outcome, 'answered');
      await until(() => server.chats().length === 2);
      assert.deepEqual(kept(server.chats()), ['2h', '1m']);
      assert.deepEqual(server.chats()[1]?.messages, []);
    });
  });

  it('lets go when it has failed', async () => {
    await withCore(
      {
        work: async (...args) => {
          await callOnce(...args);
          throw new Error('failed');
        },
      },
      async ({ run, server }) => {
        assert.equal((await run()).outcome, 'failed');
        await until(() => server.chats().length === 2);
        assert.deepEqual(kept(server.chats()), ['2h', '1m']);
      },
    );
  });

  it('lets go when it was stopped', async () => {
    const { work, hasCalled } = untilStopped();
    await withCore({ work }, async ({ caravan, server }) => {
      const { id } = await caravan.createConversation();
      const { runId, finished } = await caravan.send(id, 'a task');
      await until(hasCalled);
      caravan.stop(runId);
      assert.equal(await finished, 'cancelled');
      await until(() => server.chats().length === 2);
      assert.deepEqual(kept(server.chats()), ['2h', '1m']);
    });
  });

  it('lets go when Caravan shuts down, before the connections are closed', async () => {
    const { work, hasCalled } = untilStopped();
    await withCore({ work }, async ({ caravan, server }) => {
      const { id } = await caravan.createConversation();
      const { finished } = await caravan.send(id, 'a task');
      await until(hasCalled);
      await caravan.shutdown(2_000);
      assert.equal(await finished, 'cancelled');
      assert.deepEqual(kept(server.chats()), ['2h', '1m']);
    });
  });

  it('shuts down in time when the server does not answer any more', async () => {
    let isStuck = false;
    const clock = new ManualClock();
    const { work, hasCalled } = untilStopped();
    await withCore(
      {
        work,
        ports: { clock },
        script: ({ path }) =>
          isStuck && path === '/api/ps' ? { drop: 'stall' as const } : undefined,
      },
      async ({ caravan }) => {
        const { id } = await caravan.createConversation();
        await caravan.send(id, 'a task');
        await until(hasCalled);
        isStuck = true;
        const closing = caravan.shutdown(400);
        await until(() => clock.delays.includes(200));
        await clock.advance(200);
        await closing;
      },
    );
  });
});

/** Makes one call and then works until it is stopped. */
function untilStopped(): { readonly work: ScriptedWork; readonly hasCalled: () => boolean } {
  let called = false;
  return {
    hasCalled: () => called,
    work: async (ports, runId, signal) => {
      await callOnce(ports, runId, signal);
      called = true;
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    },
  };
}
