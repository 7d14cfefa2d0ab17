import assert from 'node:assert/strict';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { ManualClock } from '../support/manualClock.ts';
import { FollowedChat, draftAt, phases, replyUpTo, wholeReply } from '../support/scriptedPhases.ts';
import {
  failing,
  hello,
  longTimeouts,
  until,
  withPool,
  type ScriptedPool,
} from '../support/scriptedPool.ts';
import { ScriptedProxy } from '../support/scriptedProxy.ts';
import { chatLine, doneLine } from '../support/scriptedReplies.ts';

const loaded = [hello.model];
const night = 8 * 3_600_000;

interface Asleep extends ScriptedPool {
  readonly clock: ManualClock;
  readonly proxy: ScriptedProxy;
  /** The machine sleeps, wakes, and looks at the clock on the wall. */
  readonly sleep: () => Promise<void>;
}

/** Runs a test against a server that is on another machine, as far as its address tells. */
async function withFarHost(
  reply: () => HttpReply,
  test: (context: Asleep) => Promise<void>,
  random?: () => number,
): Promise<void> {
  const clock = new ManualClock();
  const timeouts = { ...longTimeouts, connect: 0, idle: 600_000, firstByte: 600_000 };
  const settings = { permits: 8, timeouts };
  const servers = [{ loaded, reply }];
  await withPool({ clock, settings, servers, ...(random && { random }) }, async (context) => {
    const proxy = await ScriptedProxy.listen(undefined, context.server.url);
    try {
      const host = { url: 'http://gpu.example:11434', proxy: proxy.url };
      context.pool.configure({ ...context.settings, hosts: [host] });
      const sleep = async (): Promise<void> => {
        clock.sleep(night);
        await clock.advance(5_000);
      };
      await test({ ...context, clock, proxy, sleep });
      await context.pool.close(1_000);
      await until(() => proxy.openSockets === 0);
    } finally {
      await context.pool.close();
      await proxy.close();
    }
  });
}

describe('a laptop that wakes, with the model on another machine', () => {
  for (const phase of phases) {
    it(`H44 ${phase}: sends anew as a whole what shows no life within ten seconds`, async () => {
      let calls = 0;
      const reply = (): HttpReply =>
        calls++ === 0 ? replyUpTo(phase, { end: 'stall' }) : wholeReply();
      await withFarHost(reply, async ({ pool, server, clock, sleep }) => {
        const chat = new FollowedChat(pool, { mayRestart: true });
        await server.arrival('/api/chat');
        await until(() => chat.text === draftAt(phase));
        await sleep();
        await clock.advance(9_999);
        assert.equal(server.chats().length, 1);
        await clock.advance(1);
        await chat.reply;
        assert.equal(chat.text, 'one two three');
        assert.equal(chat.restarts, draftAt(phase) === '' ? 0 : 1);
        assert.equal(server.chats().length, 2);
        assert.equal(pool.hosts()[0]?.state, 'up');
      });
    });
  }

  it('H44 sends anew what shows no life, over new connections, each in its own time', async () => {
    let calls = 0;
    let drawn = 0;
    const reply = (): HttpReply =>
      calls++ < 8 ? replyUpTo('after token 1', { end: 'stall' }) : wholeReply();
    const random = (): number => (drawn++ % 8) / 8;
    await withFarHost(
      reply,
      async ({ pool, server, clock, proxy, sleep }) => {
        const chats = Array.from({ length: 8 }, () => new FollowedChat(pool, { mayRestart: true }));
        await until(() => chats.every(({ text }) => text === 'one '));
        const before = proxy.connections;
        await sleep();
        await clock.advance(9_999);
        assert.ok(chats.every(({ restarts }) => restarts === 0));
        await clock.advance(1);
        await until(() => chats.every(({ restarts }) => restarts === 1));
        await until(() => new Set(clock.delays).size > 4);
        await clock.advance(1_000);
        for (const chat of chats) {
          await chat.reply;
          assert.equal(chat.text, 'one two three');
        }
        assert.equal(server.chats().length, 16, 'each is sent once more');
        assert.ok(proxy.connections > before, 'the old connections were used');
        assert.equal(pool.hosts()[0]?.state, 'up');
      },
      random,
    );
  });

  it('H44 says what happened where the answer cannot begin anew, and keeps what came', async () => {
    const reply = (): HttpReply => replyUpTo('after token 1', { end: 'stall' });
    await withFarHost(reply, async ({ pool, clock, sleep }) => {
      const chat = new FollowedChat(pool);
      await until(() => chat.text === 'one ');
      await sleep();
      await clock.advance(10_000);
      const error = await failing(chat.reply, 'stream-interrupted');
      assert.match(error.message, /gpu\.example.* was lost while this computer slept.*: 1\./);
      assert.match(error.kept?.message ?? '', /had arrived is kept/);
    });
  });

  it('H44 lets an answer go on that does, as when somebody only set the clock', async () => {
    let more = (): void => undefined;
    let end = (): void => undefined;
    const [second, last] = [
      new Promise<void>((resolve) => (more = resolve)),
      new Promise<void>((resolve) => (end = resolve)),
    ];
    async function* body(): AsyncGenerator<string> {
      yield chatLine(hello.model, 'one ');
      await second;
      yield chatLine(hello.model, 'two');
      await last;
      yield doneLine(hello.model);
    }
    const headers = { 'Content-Type': 'application/x-ndjson' };
    await withFarHost(
      () => ({ headers, body: body() }),
      async ({ pool, server, clock, sleep }) => {
        const chat = new FollowedChat(pool, { mayRestart: true });
        await until(() => chat.text === 'one ');
        await sleep();
        await clock.advance(1_000);
        more();
        await until(() => chat.text === 'one two');
        await clock.advance(20_000);
        end();
        await chat.reply;
        assert.deepEqual([chat.restarts, server.chats().length], [0, 1]);
      },
    );
  });

  it('H44 takes no connection that was idle while it slept', async () => {
    await withFarHost(wholeReply, async ({ pool, clock, proxy }) => {
      await pool.generate(hello);
      const before = proxy.connections;
      clock.sleep(night);
      await pool.generate(hello);
      assert.ok(proxy.connections > before);
      await until(() => proxy.openSockets === proxy.connections - before);
    });
  });

  it('H44 looks at the clock only while calls run', async () => {
    await withFarHost(wholeReply, async ({ pool, clock }) => {
      await pool.generate(hello);
      assert.equal(clock.pending, 0);
    });
  });
});

describe('a laptop whose timers count the time asleep, so that all are late at once', () => {
  for (const phase of phases) {
    it(`H44 ${phase}: takes no sleep for a stall, and a stall after it for one`, async () => {
      const clock = new ManualClock();
      const servers = [{ loaded, reply: (): HttpReply => replyUpTo(phase, { end: 'stall' }) }];
      await withPool({ clock, servers }, async ({ pool, server }) => {
        const chat = new FollowedChat(pool);
        await server.arrival('/api/chat');
        await until(() => chat.text === draftAt(phase));
        await clock.jump(night);
        assert.deepEqual([chat.ended, pool.hosts()[0]?.state], [false, 'up']);
        await clock.advance(60_000);
        await failing(chat.reply, draftAt(phase) === '' ? 'host-timeout' : 'stream-stalled');
      });
    });
  }

  it('H44 does not count the sleep into the time of a whole answer', async () => {
    const clock = new ManualClock();
    const timeouts = { connect: 0, firstByte: 0, idle: 0, total: 100_000 };
    const servers = [{ loaded, reply: (): HttpReply => replyUpTo('mid-line', { end: 'stall' }) }];
    await withPool({ clock, servers, settings: { timeouts } }, async ({ pool }) => {
      const chat = new FollowedChat(pool);
      await until(() => chat.text === draftAt('mid-line'));
      await clock.jump(night);
      assert.equal(chat.ended, false);
      await clock.advance(100_000);
      await failing(chat.reply, 'host-timeout');
    });
  });
});

describe('a laptop that wakes, with the model on itself', () => {
  it('H44 goes on where it was: both ends have slept', async () => {
    const clock = new ManualClock();
    let more = (): void => undefined;
    const rest = new Promise<void>((resolve) => (more = resolve));
    async function* body(): AsyncGenerator<string> {
      yield chatLine(hello.model, 'one ');
      await rest;
      yield doneLine(hello.model);
    }
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const servers = [{ loaded, reply: (): HttpReply => ({ headers, body: body() }) }];
    const settings = { timeouts: { ...longTimeouts, connect: 0 } };
    await withPool({ clock, servers, settings }, async ({ pool }) => {
      const chat = new FollowedChat(pool, { mayRestart: true });
      await until(() => chat.text === 'one ');
      clock.sleep(night);
      await clock.advance(20_000);
      more();
      await chat.reply;
      assert.equal(chat.restarts, 0);
    });
  });
});
