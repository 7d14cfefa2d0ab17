import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { ManualClock, settle } from '../support/manualClock.ts';
import { chatLine, doneLine, errorReply } from '../support/scriptedReplies.ts';
import { wholeReply } from '../support/scriptedPhases.ts';
import { draft, failing, hello, until, withPool } from '../support/scriptedPool.ts';

/** A reply that begins and never ends: only the client can close its connection. */
const endless = { text: 'one two', then: 'stall' as const };

describe('many calls', () => {
  it('C01 never has more than the permits in flight, first come first served', async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const servers = [
      {
        reply: async (chat: { messages: readonly { content: string }[] }): Promise<string> => {
          most = Math.max(most, ++running);
          order.push(chat.messages[0]?.content ?? '');
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return 'ok';
        },
      },
    ];
    await withPool({ servers, settings: { permits: 3 } }, async ({ pool, server }) => {
      const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
      await Promise.all(
        names.map((content) => pool.generate({ ...hello, messages: [{ role: 'user', content }] })),
      );
      assert.ok(most <= 3, `${most} at once`);
      assert.ok(order.every((name, index) => Math.abs(names.indexOf(name) - index) < 3));
      assert.ok(server.connections <= 5, `${server.connections} connections for 3 permits`);
    });
  }).timeout(60_000);

  it('C02 settles 1,000 cancelled calls without waiting, with the circuit closed', async () => {
    // A clock that stands still: what waited for time or for the server would wait for ever.
    const clock = new ManualClock();
    await withPool({ clock, servers: [{ reply: () => endless }] }, async ({ pool }) => {
      const controller = new AbortController();
      const { signal } = controller;
      const calls = Array.from({ length: 1_000 }, () => pool.generate(hello, { signal }));
      const settled = Promise.allSettled(calls);
      await until(() => pool.stats().queued > 900);
      controller.abort();
      const results = await settled;
      assert.ok(results.every((result) => result.status === 'rejected'));
      assert.equal(getEventListeners(signal, 'abort').length, 0);
      assert.equal(pool.hosts()[0]?.state, 'up');
    });
  }).timeout(60_000);

  it('C03 never starts a call that was cancelled while it waited', async () => {
    const servers = [{ reply: () => endless }];
    await withPool({ servers, settings: { permits: 1 } }, async (t) => {
      const running = new AbortController();
      const first = t.pool.generate(hello, { signal: running.signal });
      await t.server.arrival('/api/chat');
      const controller = new AbortController();
      const second = t.pool.generate(hello, { signal: controller.signal });
      await until(() => t.pool.stats().queued === 1);
      controller.abort();
      await assert.rejects(second, { name: 'AbortError' });
      running.abort();
      await assert.rejects(first, { name: 'AbortError' });
      assert.equal(t.server.chats().length, 1);
    });
  });

  for (const phase of ['before the headers', 'after token 1', 'in the loop of a stream'] as const) {
    it(`C04 closes the socket and frees the permit when cancelled ${phase}`, async () => {
      const held: HttpReply = { drop: 'stall' };
      let calls = 0;
      const reply = (): HttpReply | typeof endless | string => {
        if (++calls > 1) return 'next';
        return phase === 'before the headers' ? held : endless;
      };
      const scripted = { servers: [{ reply }], settings: { permits: 1 } };
      // The server never ends the reply and the clock stands still: it is the cancel that closes.
      await withPool({ ...scripted, clock: new ManualClock() }, async ({ pool, server }) => {
        const controller = new AbortController();
        if (phase === 'in the loop of a stream') {
          for await (const event of pool.stream(hello)) if (event.type === 'chunk') break;
        } else {
          const { reply, text } = draft(pool, { signal: controller.signal });
          await server.arrival('/api/chat');
          if (phase === 'after token 1') await until(() => text() !== '');
          controller.abort();
          await assert.rejects(reply, { name: 'AbortError' });
        }
        assert.equal(pool.hosts()[0]?.active, 0);
        assert.equal(pool.trace().at(-1)?.outcome === 'done', false);
        await server.closed(server.requests.findIndex(({ path }) => path === '/api/chat'));
        assert.equal((await pool.generate(hello)).text, 'next');
      });
    });
  }

  it('C04 closes the socket of a stream whose consumer throws', async () => {
    await withPool({ servers: [{ reply: () => endless }] }, async ({ pool, server }) => {
      const reading = async (): Promise<void> => {
        for await (const event of pool.stream(hello)) {
          if (event.type === 'chunk') throw new Error('the consumer failed');
        }
      };
      await assert.rejects(reading(), /the consumer failed/);
      await server.closed(server.requests.findIndex(({ path }) => path === '/api/chat'));
    });
  });

  it('C05 ends a back-off at once when cancelled', async () => {
    const clock = new ManualClock();
    const servers = [{ reply: () => errorReply(503, 'busy') }];
    await withPool({ servers, clock, random: () => 1 }, async ({ pool }) => {
      const controller = new AbortController();
      const { reply } = draft(pool, { signal: controller.signal });
      await until(() => clock.delays[0] === 1_000 && clock.pending === 1);
      controller.abort();
      await assert.rejects(reply, { name: 'AbortError' });
    });
  });

  it('C06 closes while streaming: what is running is cut at the deadline, the rest at once', async () => {
    const servers = [{ reply: () => ({ text: 'one two', then: 'stall' as const }) }];
    await withPool({ servers, settings: { permits: 1 } }, async ({ pool }) => {
      const { reply, text } = draft(pool);
      const queued = draft(pool).reply;
      await until(() => text() === 'one two' && pool.stats().queued === 1);
      const closing = pool.close(50);
      await failing(queued.catch(withNext), 'shut-down');
      await closing;
      await failing(reply.catch(withNext), 'shut-down');
      await failing(pool.generate(hello).catch(withNext), 'shut-down');
    });
  });

  it('C06 ends every back-off at once, and no timer outlives the pool', async () => {
    const clock = new ManualClock();
    const busy = errorReply(503, 'busy', { 'Retry-After': '50' });
    const servers = [{ script: () => busy }];
    await withPool({ servers, clock }, async ({ pool }) => {
      const chat = draft(pool).reply;
      const pull = pool.pull('new:1b', () => undefined);
      await until(() => clock.delays.join() === '50000,50000');
      const ends = [chat, pull].map((call) => failing(call.catch(withNext), 'shut-down'));
      await pool.close(1_000);
      await Promise.all(ends);
      assert.equal(clock.pending, 0);
    });
  });

  it('C13 cannot deadlock: who waits for a child call holds no permit meanwhile', async () => {
    await withPool({ settings: { permits: 1 } }, async ({ pool }) => {
      const nested = async (depth: number): Promise<number> => {
        await pool.generate(hello);
        return depth === 0 ? 0 : 1 + (await nested(depth - 1));
      };
      const depths = await Promise.all(Array.from({ length: 10 }, () => nested(5)));
      assert.ok(depths.every((depth) => depth === 5));
    });
  });

  it('C15 an exception in a listener fails its own call alone', async () => {
    await withPool({}, async ({ pool }) => {
      const bad = pool.generate(hello, {
        onChunks: () => {
          throw new Error('listener broke');
        },
      });
      const good = pool.generate(hello);
      await assert.rejects(bad, /listener broke/);
      assert.equal((await good).text, 'Hello');
    });
  });

  for (const hosts of [1, 2]) {
    for (const told of [1, 2]) {
      const nth = told === 1 ? 'first' : 'second';
      it(`C15 a listener that throws when told its place the ${nth} time holds up nobody, ${hosts} hosts`, async () => {
        let calls = 0;
        let go = (): void => undefined;
        const gate = new Promise<void>((resolve) => (go = resolve));
        const reply = (): HttpReply => ({
          ...wholeReply(),
          ...(calls++ < hosts && { before: gate }),
        });
        const servers = Array.from({ length: hosts }, () => ({ loaded: [hello.model], reply }));
        await withPool({ servers, settings: { permits: 1 } }, async ({ pool, servers: all }) => {
          const running = all.map(() => pool.generate(hello));
          await Promise.all(all.map((server) => server.arrival('/api/chat')));
          const before = pool.generate(hello);
          let heard = 0;
          const bad = pool.generate(hello, {
            onPhase: ({ type }) => {
              if (type === 'queued' && ++heard === told) throw new Error('listener broke');
            },
          });
          const after = pool.generate(hello);
          if (told > 1) go();
          await assert.rejects(bad, /listener broke/);
          go();
          for (const call of [...running, before, after])
            assert.equal((await call).text, 'one two three');
        });
      });
    }
  }

  it('pauses the socket of a consumer that does not keep up, and the idle clock with it', async () => {
    const clock = new ManualClock();
    const line = chatLine(hello.model, 'x'.repeat(10_000));
    const lines = 5_000;
    let sent = 0;
    function* body(): Generator<string> {
      for (; sent < lines; sent++) yield line;
      yield doneLine(hello.model);
    }
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const reply = (): HttpReply => ({ headers, body: body() });
    await withPool({ clock, servers: [{ reply }] }, async ({ pool }) => {
      let chunks = 0;
      for await (const event of pool.stream(hello)) {
        if (event.type !== 'chunk') continue;
        if (++chunks === 1) {
          for (let turn = 0; turn < 20; turn++) await clock.advance(30_000);
          // Until the server cannot send more: what fits between the two is a few megabytes.
          for (let still = 0, before = sent; still < 200; before = sent) {
            await settle();
            still = sent === before ? still + 1 : 0;
          }
          assert.ok(sent < lines, 'all was taken from the socket');
        }
      }
      assert.equal(chunks, lines);
    });
  }).timeout(60_000);
});

/** A shutdown needs no next step from the user. */
function withNext(error: unknown): never {
  throw Object.assign(error as Error, { next: { message: 'none' } });
}
