import assert from 'node:assert/strict';
import { CaravanError } from '../../src/base/errors.ts';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply, ScriptedRequest } from '../support/scriptedHttp.ts';
import { FollowedChat, replyUpTo } from '../support/scriptedPhases.ts';
import { errorReply } from '../support/scriptedReplies.ts';
import { failing, hello, until, withPool, type ScriptedPool } from '../support/scriptedPool.ts';

type Reply = HttpReply | undefined;

interface Trial extends ScriptedPool {
  /** Chats that have reached the server since it was down. */
  readonly asked: () => number;
  /** Answers the oldest chat that waits; undefined as a server does that is well. */
  readonly answer: (reply: Reply) => void;
  /** From now on it answers at once. */
  readonly recover: () => void;
}

/** A host that is down by five failures in a row; what comes then waits for its answer. */
async function withTrial(test: (trial: Trial) => Promise<void>): Promise<void> {
  let state: 'down' | 'slow' | 'up' = 'down';
  const waiting: ((reply: Reply) => void)[] = [];
  const script = ({ path }: ScriptedRequest): Reply | Promise<Reply> => {
    if (path !== '/api/chat' || state === 'up') return undefined;
    if (state === 'down') return errorReply(502, 'bad gateway');
    return new Promise((resolve) => waiting.push(resolve));
  };
  const clock = new ManualClock();
  const settings = { permits: 4 };
  await withPool({ clock, settings, servers: [{ script }] }, async (context) => {
    const { pool, server } = context;
    for (let call = 0; call < 2; call++) await failing(pool.generate(hello), 'host-failed');
    assert.equal(pool.hosts()[0]?.state, 'down');
    state = 'slow';
    const before = server.chats().length;
    await test({
      ...context,
      asked: () => server.chats().length - before,
      answer: (reply) => waiting.shift()?.(reply),
      recover: () => (state = 'up'),
    });
  });
}

describe('the only host, after failures', () => {
  it('is tried by one call; what it meets is a try of all that wait', async () => {
    await withTrial(async ({ pool, asked, answer }) => {
      const calls = Array.from({ length: 4 }, () => pool.generate(hello));
      const outcomes = Promise.all(calls.map((call) => failing(call, 'host-failed')));
      for (let round = 1; round <= 3; round++) {
        await until(() => asked() === round && pool.hosts()[0]?.active === 4);
        answer(errorReply(502, 'bad gateway'));
      }
      for (const error of await outcomes) {
        assert.equal(error.data['attempts'], 3);
        assert.ok(error.cause instanceof AggregateError);
        assert.ok(error.cause.errors.every((each) => each instanceof CaravanError));
      }
      assert.equal(asked(), 3, 'three tries of four calls');
      const tries = pool.trace().map(({ attempts }) => attempts);
      assert.deepEqual(tries.slice(-4), [3, 3, 3, 3]);
    });
  });

  it('is asked by all once an answer begins, however long that goes on', async () => {
    await withTrial(async ({ pool, asked, answer, recover }) => {
      const first = new FollowedChat(pool);
      await until(() => asked() === 1);
      const others = Array.from({ length: 3 }, () => pool.generate(hello));
      await until(() => pool.hosts()[0]?.active === 4);
      assert.equal(asked(), 1);
      recover();
      answer(replyUpTo('after token 1', { end: 'stall' }));
      await Promise.all(others);
      assert.equal(asked(), 4);
      assert.equal(first.ended, false);
      first.abort();
      await assert.rejects(first.reply, { name: 'AbortError' });
    });
  });

  it('is tried by the next when the one that tries is cancelled', async () => {
    await withTrial(async ({ pool, asked, recover }) => {
      const first = new FollowedChat(pool);
      await until(() => asked() === 1);
      const others = [new FollowedChat(pool), new FollowedChat(pool)];
      await until(() => pool.hosts()[0]?.active === 3);
      others[0]?.abort();
      await assert.rejects(Promise.resolve(others[0]?.reply), { name: 'AbortError' });
      assert.equal(asked(), 1, 'who only waited leaves the trial alone');
      recover();
      first.abort();
      await assert.rejects(first.reply, { name: 'AbortError' });
      await others[1]?.reply;
      assert.equal(asked(), 2);
    });
  });
});
