import assert from 'node:assert/strict';
import { silentLogger } from '../../src/base/logger.ts';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { createScriptedOllama } from '../support/scriptedOllama.ts';
import { FollowedChat, draftAt, phases, replyUpTo, wholeReply } from '../support/scriptedPhases.ts';
import { errorReply } from '../support/scriptedReplies.ts';
import { failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';

const loaded = [hello.model];
const affinity = 'run';

describe('a server that begins anew', () => {
  for (const phase of phases) {
    it(`H41 ${phase}: the call waits for it and is sent again as a whole`, async () => {
      const clock = new ManualClock();
      let calls = 0;
      const reply = (): HttpReply =>
        calls++ === 0 ? wholeReply() : replyUpTo(phase, { end: 'stall' });
      const servers = [{ loaded, reply }];
      await withPool({ clock, servers, random: () => 1 }, async ({ pool, server }) => {
        await pool.generate(hello);
        const waits: number[] = [];
        const chat = new FollowedChat(pool, {
          mayRestart: true,
          onPhase: (each) => each.type === 'retry' && waits.push(each.waitMs),
        });
        await server.arrival('/api/chat', 1);
        await until(() => chat.text === draftAt(phase));
        await server.close();
        await until(() => waits.length === 2 && clock.pending === 1);
        assert.deepEqual(waits, [0, 2_000], 'the refused connection is waited out');
        const next = await createScriptedOllama({ port: portOf(server.url), reply: wholeReply });
        try {
          await clock.advance(2_000);
          assert.equal((await chat.reply).text, 'one two three');
          assert.equal(chat.text, 'one two three');
          assert.equal(chat.restarts, draftAt(phase) === '' ? 0 : 1);
          assert.equal(next.to('/api/ps').length, 1, 'nothing is believed to be in memory');
          await pool.close(1_000);
        } finally {
          await next.close();
        }
      });
    });
  }

  it('H41 with another build of the model is told once, before anything is sent', async () => {
    const build = (digest: string): { name: string; digest: string } => ({
      name: hello.model,
      digest,
    });
    const servers = [{ loaded, models: [build('old')] }];
    await withPool({ servers }, async ({ pool, server }) => {
      await pool.generate(hello, { affinity });
      await server.close();
      const next = await createScriptedOllama({
        port: portOf(server.url),
        models: [build('new')],
      });
      try {
        // The stale connection is noticed by the call itself.
        const error = await failing(pool.generate(hello, { affinity }), 'model-changed');
        assert.match(error.message, /no longer the one this work began with/);
        assert.equal(next.chats().length, 0);
        assert.equal((await pool.generate(hello, { affinity })).text, 'Hello');
        await pool.close(1_000);
      } finally {
        await next.close();
      }
    });
  });
});

describe('two builds of one model', () => {
  const build = (digest: string): object => ({ models: [{ name: hello.model, digest }], loaded });

  it('H43 are warned of once, and a run never goes from one to the other', async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    let isDown = false;
    const first = {
      ...build('a'),
      reply: (): HttpReply => (isDown ? { drop: 'rst' } : wholeReply()),
    };
    const servers = [first, build('b')];
    await withPool({ logger, servers }, async ({ pool, servers: [one, two] }) => {
      for (let call = 0; call < 3; call++) {
        assert.equal((await pool.generate(hello, { affinity })).host, one?.url);
      }
      isDown = true;
      await failing(pool.generate(hello, { affinity }), 'stream-interrupted');
      assert.equal(two?.chats().length, 0);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /different builds of scripted:1b/);
    });
  });
});

describe('two hosts', () => {
  it('H06 a first token that does not come is asked of the other one', async () => {
    const clock = new ManualClock();
    const timeouts = { ...longTimeouts, connect: 0, firstByte: 30_000 };
    const servers = [{ loaded, reply: (): HttpReply => ({ drop: 'stall' }) }, { loaded }];
    await withPool({ clock, servers, settings: { timeouts } }, async ({ pool, servers: all }) => {
      const chat = new FollowedChat(pool);
      const { index } = (await all[0]?.arrival('/api/chat')) ?? { index: 0 };
      await clock.advance(30_000);
      assert.equal((await chat.reply).host, all[1]?.url);
      await all[0]?.closed(index);
      assert.equal(pool.hosts()[0]?.state, 'down');
    });
  });

  it('H19 one that asks to wait is left alone for that long, and is not called ill', async () => {
    const clock = new ManualClock();
    const reply = (): HttpReply => errorReply(429, 'slow down', { 'Retry-After': '20' });
    const servers = [{ loaded, reply }, { loaded }];
    await withPool({ clock, servers }, async ({ pool, servers: [first, second] }) => {
      for (let call = 0; call < 4; call++) {
        assert.equal((await pool.generate(hello)).host, second?.url);
      }
      assert.equal(first?.chats().length, 1);
      assert.equal(pool.hosts()[0]?.state, 'up');
      await clock.advance(20_000);
      await pool.generate(hello);
      assert.equal(first?.chats().length, 2, 'the time is over');
    });
  });
});

describe('a laptop that sleeps', () => {
  it('H44 begins anew what does not go on, without a storm, and what waited has lost nothing', async () => {
    const clock = new ManualClock();
    let calls = 0;
    let running = 0;
    let most = 0;
    const reply = (): HttpReply => {
      most = Math.max(most, ++running);
      if (calls++ < 8) return replyUpTo('after token 1', { end: 'stall' });
      running--;
      return wholeReply();
    };
    let drawn = 0;
    const random = (): number => (drawn++ % 8) / 8;
    const settings = { permits: 8, timeouts: { ...longTimeouts, connect: 0 } };
    await withPool({ clock, settings, random, servers: [{ loaded, reply }] }, async (context) => {
      const { pool, server } = context;
      const chats = Array.from({ length: 20 }, () => new FollowedChat(pool, { mayRestart: true }));
      const [awake, waiting] = [chats.slice(0, 8), chats.slice(8)];
      await until(() => awake.every(({ text }) => text === 'one '));
      assert.equal(pool.stats().queued, 12);
      running = 0;
      await clock.jump(8 * 3_600_000);
      assert.ok(awake.every(({ restarts, ended }) => restarts === 0 && !ended));
      await clock.advance(60_000);
      await until(() => awake.every(({ restarts }) => restarts === 1));
      await Promise.all(waiting.map(({ reply: answer }) => answer));
      // Everybody comes back at a time of their own, within the first back-off.
      await until(() => clock.delays.length === 7 || awake.some(({ ended }) => ended));
      assert.ok(new Set(clock.delays).size > 4, clock.delays.join());
      await clock.advance(1_000);
      for (const chat of chats) {
        await chat.reply;
        assert.equal(chat.text, 'one two three');
      }
      assert.ok(most <= 8, `${most} at once`);
      assert.equal(server.chats().length, 28, 'nothing is asked for twice but what was broken off');
    });
  });
});

function portOf(url: string): number {
  return Number(new URL(url).port);
}
