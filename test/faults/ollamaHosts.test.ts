import assert from 'node:assert/strict';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply, ScriptedRequest } from '../support/scriptedHttp.ts';
import { FollowedChat } from '../support/scriptedPhases.ts';
import { errorReply } from '../support/scriptedReplies.ts';
import { draft, failing, hello, until, withPool } from '../support/scriptedPool.ts';
import type { ScriptedOllamaOptions } from '../support/scriptedOllama.ts';

const named = (name: string, digest: string): ScriptedOllamaOptions => ({
  models: [{ name, digest }],
  reply: () => digest,
});

describe('several hosts', () => {
  it('are asked once what they have in memory for all calls that begin together', async () => {
    await withPool({ settings: { permits: 8 } }, async ({ pool, server }) => {
      await Promise.all(Array.from({ length: 8 }, () => pool.generate(hello)));
      assert.equal(server.chats().length, 8);
      assert.equal(server.to('/api/ps').length, 1);
    });
  });

  it('are tried again by one call alone after failures, while the others go elsewhere', async () => {
    const clock = new ManualClock();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isUp = false;
    const script = async ({ path }: ScriptedRequest): Promise<HttpReply | undefined> => {
      if (path !== '/api/chat') return undefined;
      if (!isUp) return errorReply(502, 'bad gateway');
      await held;
      return undefined;
    };
    const settings = { permits: 4 };
    const servers = [{ script }, {}];
    await withPool({ clock, settings, servers }, async ({ pool, servers: [ill, well] }) => {
      const host = String(ill?.url);
      for (let call = 0; call < 2; call++)
        await failing(pool.generate(hello, { host }), 'host-failed');
      assert.equal(pool.hosts()[0]?.state, 'down');
      isUp = true;
      const before = Number(ill?.chats().length);
      await clock.advance(5_000);
      const calls = Array.from({ length: 8 }, () => pool.generate(hello));
      await until(() => well?.chats().length === 7 && ill?.chats().length === before + 1);
      release();
      assert.equal((await Promise.all(calls)).filter((reply) => reply.host === host).length, 1);
    });
  });

  it('asks the one that has the model', async () => {
    const servers = [named('other:1b', 'a'), named(hello.model, 'b')];
    await withPool({ servers }, async ({ pool, servers: [first, second] }) => {
      assert.equal((await pool.generate(hello)).host, second?.url);
      assert.equal(first?.chats().length, 0);
    });
  });

  it('H16 says that the model is missing when no host has it', async () => {
    const servers = [named('a:1b', 'a'), named('b:1b', 'b')];
    await withPool({ servers }, async ({ pool }) => {
      await failing(pool.generate(hello), 'model-missing');
    });
  });

  it('H43 never exchanges models of one name and different digests', async () => {
    const servers = [named(hello.model, 'a'), named(hello.model, 'b')];
    await withPool({ servers, settings: { permits: 1 } }, async ({ pool, servers: [, second] }) => {
      const replies = await Promise.all(Array.from({ length: 6 }, () => pool.generate(hello)));
      assert.ok(replies.every((reply) => reply.text === 'a'));
      assert.equal(second?.chats().length, 0);
    });
  });

  it('prefers the host that has the model in memory', async () => {
    const servers = [{}, { loaded: [hello.model] }];
    await withPool({ servers }, async ({ pool, servers: [, second] }) => {
      assert.equal((await pool.generate(hello)).host, second?.url);
    });
  });

  it('keeps a conversation on its host', async () => {
    const loaded = [hello.model];
    await withPool({ servers: [{ loaded }, { loaded }] }, async ({ pool }) => {
      const [a, b] = await Promise.all(
        ['a', 'b'].map((affinity) => pool.generate(hello, { affinity })),
      );
      for (let turn = 0; turn < 4; turn++) {
        assert.equal((await pool.generate(hello, { affinity: 'a' })).host, a?.host);
        assert.equal((await pool.generate(hello, { affinity: 'b' })).host, b?.host);
      }
    });
  });

  it('H01 H20 H23 fails over before the first token without waiting, and tells it', async () => {
    for (const reply of [
      (): HttpReply => ({ drop: 'rst' }),
      (): HttpReply => errorReply(503, 'busy'),
      (): HttpReply => errorReply(500, 'runner process has terminated'),
    ]) {
      await withPool({ servers: [{ reply }, {}], random: () => 1 }, async ({ pool, servers }) => {
        const phases: string[] = [];
        const { reply: answer } = draft(pool, {
          onPhase: (phase) =>
            phases.push(phase.type === 'retry' ? `retry ${phase.waitMs}` : phase.type),
        });
        assert.equal((await answer).host, servers[1]?.url);
        assert.ok(phases.includes('retry 0'), phases.join());
        assert.equal(pool.trace().at(-1)?.attempts, 2);
      });
    }
  });

  it('never fails over after the first token', async () => {
    const reply = (): object => ({ text: 'one two', after: 1, then: 'rst' });
    await withPool({ servers: [{ reply }, {}] }, async ({ pool, servers: [, second] }) => {
      const { reply: answer, text } = draft(pool);
      await failing(answer, 'stream-interrupted');
      assert.equal(text(), 'one ');
      assert.equal(second?.chats().length, 0);
    });
  });

  it('H42 keeps the throughput of the others when one flaps, and calls it unstable', async () => {
    let count = 0;
    const loaded = [hello.model];
    const flap = (): HttpReply | string =>
      Math.floor(count++ / 5) % 2 === 0 ? { drop: 'rst' } : 'ok';
    const servers = [
      { loaded, reply: () => 'ok' },
      { loaded, reply: flap },
      { loaded, reply: () => 'ok' },
    ];
    await withPool({ servers, settings: { permits: 2 } }, async ({ pool }) => {
      const calls = Array.from({ length: 300 }, () => pool.generate(hello));
      const replies = await Promise.all(calls);
      assert.ok(replies.every((reply) => reply.text === 'ok'));
      assert.ok(pool.trace().every((record) => record.attempts <= 3));
      assert.ok(['unstable', 'down'].includes(pool.hosts()[1]?.state ?? ''));
      assert.equal(pool.hosts()[0]?.state, 'up');
    });
  }).timeout(60_000);

  for (const left of [1, 2]) {
    it(`lets nobody wait for a host that has left the settings, of ${left}`, async () => {
      const held = (): HttpReply => ({ drop: 'stall' });
      const old = Array.from({ length: left }, () => ({ loaded: [hello.model], reply: held }));
      const options = { servers: [...old, {}], settings: { permits: 1 } };
      await withPool(options, async ({ pool, servers, settings }) => {
        const next = settings.hosts.slice(left);
        pool.configure({ ...settings, hosts: settings.hosts.slice(0, left) });
        const running = old.map(() => new FollowedChat(pool));
        await Promise.all(servers.slice(0, left).map((server) => server.arrival('/api/chat')));
        const waiting = pool.generate(hello);
        const vectors = pool.embed(hello.model, ['a text']);
        await until(() => pool.stats().queued >= 2 * left);
        pool.configure({ ...settings, hosts: next });
        assert.equal((await waiting).host, servers.at(-1)?.url);
        await vectors;
        assert.ok(
          running.every(({ ended }) => !ended),
          'what runs goes on',
        );
        for (const chat of running) chat.abort();
        for (const chat of running) await assert.rejects(chat.reply, { name: 'AbortError' });
      });
    });
  }

  it('drains a host that leaves the settings: its calls end, new ones go elsewhere', async () => {
    const loaded = [hello.model];
    const slow = { text: 'one two three', tokenDelayMs: 20 };
    await withPool({ servers: [{ loaded, reply: () => slow }, { loaded }] }, async (t) => {
      const { reply, text } = draft(t.pool);
      await until(() => text() !== '');
      t.pool.configure({ ...t.settings, hosts: [{ url: t.servers[1]?.url ?? '' }] });
      assert.equal((await t.pool.generate(hello)).host, t.servers[1]?.url);
      assert.equal((await reply).text, 'one two three');
      await until(() => t.servers[0]?.openSockets === 0);
    });
  });
});
