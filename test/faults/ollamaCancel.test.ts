import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { heapBytes } from '../support/heapBytes.ts';
import { ManualClock } from '../support/manualClock.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { FollowedChat, draftAt, phases, replyUpTo } from '../support/scriptedPhases.ts';
import { errorReply } from '../support/scriptedReplies.ts';
import { failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';

const loaded = [hello.model];

describe('a call that is cancelled', () => {
  for (const phase of phases) {
    for (const isLoaded of [true, false]) {
      if (!isLoaded && phase !== 'before the headers') continue;
      const what = isLoaded ? phase : 'while the model loads';
      it(`C04 ${what}, is seen closed by the server, and its permit is free`, async () => {
        const servers = [
          { ...(isLoaded && { loaded }), reply: () => replyUpTo(phase, { end: 'stall' }) },
        ];
        await withPool({ servers, settings: { permits: 1 } }, async ({ pool, server }) => {
          const seen: string[] = [];
          const onPhase = ({ type }: { readonly type: string }): unknown => seen.push(type);
          const chat = new FollowedChat(pool, { mayRestart: true, onPhase });
          const { index } = await server.arrival('/api/chat');
          await until(() => chat.text === draftAt(phase));
          assert.equal(seen.at(-1), isLoaded ? 'prompt' : 'loading');
          chat.abort();
          await assert.rejects(chat.reply, { name: 'AbortError' });
          assert.deepEqual([pool.hosts()[0]?.active, pool.stats().inFlight], [0, 0]);
          await server.closed(index);
          chat.assertUnhooked();
          assert.equal(server.chats().length, 1, 'a cancelled call is not begun anew');
          assert.equal(pool.trace().at(-1)?.outcome, 'cancelled');
          assert.equal(pool.hosts()[0]?.state, 'up', 'a cancellation says nothing about the host');
        });
      });
    }
  }

  for (const ending of ['cancelled', 'failed'] as const) {
    it(`C04 by who takes its pieces, is ${ending} with what came, and the server sees it`, async () => {
      const servers = [{ loaded, reply: () => replyUpTo('after token 1', { end: 'stall' }) }];
      await withPool({ servers }, async ({ pool, server }) => {
        const abort = new AbortController();
        let pieces = 0;
        const call = pool.chat(hello, {
          signal: abort.signal,
          onChunks: (chunks) => {
            pieces += chunks.length;
            if (ending === 'failed') throw new Error('taker broke');
            abort.abort();
          },
        });
        await assert.rejects(call, ending === 'failed' ? /taker broke/ : { name: 'AbortError' });
        await server.closed((await server.arrival('/api/chat')).index);
        assert.equal(pieces, 1, 'nothing comes after the end');
        assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
        assert.equal(pool.stats().inFlight, 0);
      });
    });
  }

  it('C04 while it connects, gives the socket up at once', async () => {
    const silent = await SilentServer.listen();
    const hosts = [{ url: `https://127.0.0.1:${silent.port}` }];
    await withPool({ settings: { hosts } }, async ({ pool }) => {
      const chat = new FollowedChat(pool);
      await until(() => silent.open > 0);
      chat.abort();
      await assert.rejects(chat.reply, { name: 'AbortError' });
      await until(() => silent.open === 0 && pool.stats().openSockets === 0);
      chat.assertUnhooked();
    });
    await silent.close();
  });

  it('H03 a handshake that is never answered ends by the clock, three times in all', async () => {
    const silent = await SilentServer.listen();
    const clock = new ManualClock();
    const hosts = [{ url: `https://127.0.0.1:${silent.port}` }];
    const settings = { hosts, timeouts: { ...longTimeouts, connect: 5_000 } };
    await withPool({ clock, settings }, async ({ pool }) => {
      const chat = new FollowedChat(pool);
      chat.reply.catch(() => undefined);
      for (let attempt = 1; attempt <= 3; attempt++) {
        await until(() => silent.connections === attempt && clock.delays[0] === 5_000);
        await clock.advance(5_000);
      }
      const error = await failing(chat.reply, 'host-timeout');
      assert.match(error.message, /No connection to https:.* within 5 s/);
      assert.equal(error.data['attempts'], 3);
      await until(() => silent.open === 0);
    });
    await silent.close();
  });

  it('C05 as the one probe of a host that was down, leaves the probe to the next call', async () => {
    const clock = new ManualClock();
    let mode: 'down' | 'slow' | 'up' = 'down';
    const reply = (): HttpReply | string => {
      if (mode === 'up') return 'up again';
      return mode === 'down' ? errorReply(502, 'bad gateway') : { drop: 'stall' };
    };
    const servers = [{ reply }, {}];
    await withPool({ clock, servers }, async ({ pool, servers: [first, second] }) => {
      const host = first?.url ?? '';
      // Three tries, then two more: five failures in a row.
      await failing(pool.generate(hello, { host }), 'host-failed');
      await failing(pool.generate(hello, { host }), 'host-failed');
      assert.equal(pool.hosts()[0]?.state, 'down');
      mode = 'slow';
      await clock.advance(5_000);
      const probe = new FollowedChat(pool);
      await first?.arrival('/api/chat', 6);
      assert.equal((await pool.generate(hello)).host, second?.url, 'one probe at a time');
      probe.abort();
      await assert.rejects(probe.reply, { name: 'AbortError' });
      mode = 'up';
      assert.equal((await pool.generate(hello, { host })).text, 'up again');
      assert.equal(pool.hosts()[0]?.state, 'unstable');
    });
  });

  it('C02 C16 leaves nothing behind when 100,000 wait and are cancelled', async () => {
    const servers = [{ loaded, reply: (): HttpReply => ({ drop: 'stall' }) }];
    await withPool({ servers, settings: { permits: 1 } }, async ({ pool, server }) => {
      const first = new FollowedChat(pool);
      await server.arrival('/api/chat');
      const before = heapBytes();
      const aborts = Array.from({ length: 200 }, () => new AbortController());
      let cancelled = 0;
      // Node looks through all listeners of a signal for each new one: a signal for every 500 calls.
      const calls = aborts.flatMap(({ signal }) =>
        Array.from({ length: 500 }, () =>
          pool.chat(hello, { signal }).catch(() => void cancelled++),
        ),
      );
      await until(() => pool.stats().queued === 100_000);
      for (const abort of aborts) abort.abort();
      await Promise.all(calls);
      assert.equal(cancelled, 100_000);
      calls.length = 0;
      assert.ok(aborts.every(({ signal }) => getEventListeners(signal, 'abort').length === 0));
      assert.equal(pool.stats().queued, 0);
      assert.equal(server.chats().length, 1);
      first.abort();
      await assert.rejects(first.reply, { name: 'AbortError' });
      assert.ok(heapBytes() - before < 30_000_000, `${heapBytes() - before} bytes more`);
    });
  }).timeout(60_000);

  it('C16 leaves sockets and heap flat after 2,000 error replies', async () => {
    const body = 'no '.repeat(1_000);
    const servers = [{ loaded, reply: (): HttpReply => errorReply(400, body) }];
    await withPool({ servers, settings: { permits: 4 } }, async ({ pool, server }) => {
      const some = async (count: number): Promise<void> => {
        for (let call = 0; call < count; call += 4) {
          const calls = [1, 2, 3, 4].map(() => failing(pool.generate(hello), 'request-rejected'));
          await Promise.all(calls);
        }
        // What the server remembers is not the client's.
        server.requests.length = 0;
      };
      await some(500);
      const before = heapBytes();
      await some(2_000);
      assert.ok(server.connections <= 6, `${server.connections} connections`);
      assert.ok(heapBytes() - before < 30_000_000, `${heapBytes() - before} bytes more`);
    });
  }).timeout(60_000);
});

/** Takes connections and never says a word, not even for a handshake. */
class SilentServer {
  connections = 0;
  readonly #open = new Set<Socket>();
  readonly #server = createServer((socket) => {
    this.connections++;
    this.#open.add(socket);
    socket.on('error', () => undefined).once('close', () => this.#open.delete(socket));
    socket.resume();
  });

  static async listen(): Promise<SilentServer> {
    const silent = new SilentServer();
    await new Promise<void>((resolve) => silent.#server.listen(0, '127.0.0.1', resolve));
    return silent;
  }

  get open(): number {
    return this.#open.size;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
