import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import type { HostOptions } from '../../src/ollama/host.ts';
import { chatLine } from '../support/scriptedReplies.ts';
import {
  createScriptedCertificate,
  type ScriptedCertificate,
} from '../support/scriptedCertificate.ts';
import { ScriptedH2Server, type ScriptedH2Options } from '../support/scriptedH2.ts';
import {
  draft,
  failing,
  hello,
  until,
  withPool,
  type ScriptedPool,
} from '../support/scriptedPool.ts';

describe('a server with HTTP/2', () => {
  let tls: ScriptedCertificate;

  before(async function () {
    const made = await createScriptedCertificate();
    if (!made) return this.skip();
    tls = made;
  });

  async function withH2(
    options: ScriptedH2Options,
    test: (server: ScriptedH2Server, context: ScriptedPool) => Promise<void>,
    host: Partial<HostOptions> = {},
    permits = 50,
  ): Promise<void> {
    const server = await ScriptedH2Server.listen(options);
    const hosts = [{ url: server.url, ...(options.tls && { ca: tls.cert }), ...host }];
    try {
      await withPool({ settings: { hosts, permits } }, (context) => test(server, context));
      await until(() => server.openSessions === 0);
    } finally {
      await server.close();
    }
  }

  it('is spoken to in HTTP/2 when it offers that, with the same headers', async () => {
    await withH2(
      { tls },
      async (server, { pool }) => {
        assert.equal((await pool.generate(hello)).text, 'word0 word0 ');
        const headers = server.chats[0]?.headers;
        assert.equal(headers?.['accept-encoding'], 'identity');
        assert.equal(headers['authorization'], 'Bearer k');
      },
      { headers: { authorization: 'Bearer k' } },
    );
  });

  it('is spoken to in HTTP/1.1 when it offers nothing else', async () => {
    await withPool({ servers: [{ tls }] }, async ({ pool, server, settings }) => {
      pool.configure({ ...settings, hosts: [{ url: server.url, ca: tls.cert, allowH2: true }] });
      assert.equal((await pool.generate(hello)).text, 'Hello');
      assert.equal(server.chats().length, 1);
    });
  });

  it('carries fifty streams at once on one connection', async () => {
    await withH2({ tls, onChat: (chat) => chat.begin() }, async (server, { pool }) => {
      const calls = Array.from({ length: 50 }, () => pool.generate(hello));
      await server.arrival(49);
      for (const chat of server.chats) chat.end();
      const texts = (await Promise.all(calls)).map((reply) => reply.text).sort();
      assert.deepEqual(texts, server.chats.map(({ index }) => `word${index} word${index} `).sort());
      assert.equal(server.sessions.length, 1);
    });
  });

  for (const [name, code] of [
    ['CANCEL', constants.NGHTTP2_CANCEL],
    ['NO_ERROR', constants.NGHTTP2_NO_ERROR],
    ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ] as const) {
    it(`H09 H11 never takes a reset with ${name} for an end, and keeps the draft`, async () => {
      await withH2({ tls, onChat: (chat) => chat.begin() }, async (server, { pool }) => {
        const { reply, text } = draft(pool);
        const chat = await server.arrival(0);
        await until(() => text() === 'word0 word0 ');
        chat.stream.close(code);
        const error = await reply.then(
          () => assert.fail('a cut answer was taken for a whole one'),
          (reason: { code: string }) => reason.code,
        );
        assert.ok(['stream-incomplete', 'stream-interrupted'].includes(error), error);
        assert.equal(text(), 'word0 word0 ');
        assert.equal(server.chats.length, 1);
      });
    });

    it(`H09 asks again after a reset with ${name} before the headers`, async () => {
      const onChat: ScriptedH2Options['onChat'] = (chat) => {
        if (chat.index === 0) return chat.stream.close(code);
        chat.begin();
        chat.end();
      };
      await withH2({ tls, onChat }, async (server, { pool }) => {
        assert.equal((await pool.generate(hello)).text, 'word1 word1 ');
        assert.equal(server.chats.length, 2);
      });
    });
  }

  it('H09 never takes the loss of a connection for the end of any of its streams', async () => {
    await withH2({ tls, onChat: (chat) => chat.begin() }, async (server, { pool }) => {
      const drafts = Array.from({ length: 10 }, () => draft(pool));
      await server.arrival(9);
      await until(() => drafts.every(({ text }) => text() !== ''));
      for (const session of server.sessions) session.destroy();
      const ends = await Promise.allSettled(drafts.map(({ reply }) => reply));
      for (const end of ends) {
        assert.equal(end.status, 'rejected');
        const { code } = end.reason as { code: string };
        assert.ok(['stream-incomplete', 'stream-interrupted'].includes(code), code);
      }
    });
  });

  it('lets streams end after GOAWAY and makes a new connection for the next', async () => {
    await withH2({ tls, onChat: (chat) => chat.begin() }, async (server, { pool }) => {
      const first = draft(pool);
      const chat = await server.arrival(0);
      await until(() => first.text() !== '');
      chat.session.goaway(constants.NGHTTP2_NO_ERROR, chat.stream.id);
      // Frames arrive in order: after this word the client knows.
      const before = first.text();
      chat.stream.write(chatLine(hello.model, 'more '));
      await until(() => first.text() !== before);
      const second = pool.generate(hello);
      (await server.arrival(1)).end();
      assert.equal((await second).text, 'word1 word1 ');
      chat.end();
      assert.equal((await first.reply).text, 'word0 word0 more ');
      assert.equal(server.sessions.length, 2);
    });
  });

  it('C04 resets only the stream of a call that was cancelled before the headers', async () => {
    await withH2({ tls, onChat: () => undefined }, async (server, { pool }) => {
      const abort = new AbortController();
      const other = pool.generate(hello);
      await server.arrival(0);
      const cancelled = pool.generate(hello, { signal: abort.signal });
      const chat = await server.arrival(1);
      abort.abort();
      await assert.rejects(cancelled, { name: 'AbortError' });
      await chat.closed;
      assert.ok(chat.stream.aborted);
      server.chats[0]?.begin();
      server.chats[0]?.end();
      assert.equal((await other).text, 'word0 word0 ');
      assert.equal(server.sessions.length, 1);
    });
  });

  it('C04 resets the stream of a loop that was left', async () => {
    await withH2({ tls, onChat: (chat) => chat.begin() }, async (server, { pool }) => {
      for await (const event of pool.stream(hello)) if (event.type === 'chunk') break;
      await server.chats[0]?.closed;
      assert.ok(server.chats[0]?.stream.aborted);
    });
  });

  it('is spoken to in HTTP/2 without TLS only when the settings say so', async () => {
    await withH2(
      {},
      async (server, { pool }) => {
        assert.equal((await pool.generate(hello)).text, 'word0 word0 ');
        assert.equal(server.sessions.length, 1);
      },
      { h2c: true },
    );
    await withH2({}, async (_server, { pool }) => {
      await failing(pool.generate(hello), 'stream-interrupted');
    });
    await withPool({}, async ({ pool, server }) => {
      assert.equal((await pool.generate(hello)).text, 'Hello');
      assert.match(server.requests[0]?.headers['host'] ?? '', /^127/);
    });
  });
});
