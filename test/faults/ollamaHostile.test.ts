import assert from 'node:assert/strict';
import dns from 'node:dns';
import { gzipSync } from 'node:zlib';
import { silentLogger } from '../../src/base/logger.ts';
import { heapBytes, heldBytes } from '../support/heapBytes.ts';
import { createScriptedCertificate } from '../support/scriptedCertificate.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import type { PlainStep } from '../support/scriptedPhases.ts';
import { FollowedChat } from '../support/scriptedPhases.ts';
import type { ScriptedOllamaOptions } from '../support/scriptedOllama.ts';
import { chatLine, doneLine } from '../support/scriptedReplies.ts';
import { failing, hello, withPool } from '../support/scriptedPool.ts';

const loaded = [hello.model];

describe('a name that is not found', () => {
  /** The system's answer to every look-up while a test runs. */
  async function whileLookups(
    code: string,
    test: (count: () => number) => Promise<void>,
  ): Promise<void> {
    const { lookup } = dns;
    let count = 0;
    const fail = (...args: readonly unknown[]): void => {
      count++;
      const done = args.at(-1) as (error: Error) => void;
      process.nextTick(done, Object.assign(new Error(`getaddrinfo ${code}`), { code }));
    };
    dns.lookup = fail as unknown as typeof lookup;
    try {
      await test(() => count);
    } finally {
      dns.lookup = lookup;
    }
  }

  for (const [code, tries] of [
    ['ENOTFOUND', 1],
    ['EAI_AGAIN', 2],
  ] as const) {
    it(`H02 ${code} is looked up ${tries} times in all, and the address is to be checked`, async () => {
      const hosts = [{ url: 'http://models.invalid:11434' }];
      await withPool({ settings: { hosts } }, async ({ pool }) => {
        await whileLookups(code, async (count) => {
          const error = await failing(pool.generate(hello), 'host-not-found');
          assert.match(error.message, /models\.invalid.* cannot be found/);
          assert.match(error.next?.message ?? '', /caravan\.host/);
          assert.equal(count(), tries);
        });
      });
    });
  }

  it('H02 is no reason to fail where another host is known', async () => {
    await withPool({}, async ({ pool, server, settings }) => {
      const hosts = [{ url: 'http://models.invalid:11434' }, { url: server.url }];
      pool.configure({ ...settings, hosts });
      await whileLookups('ENOTFOUND', async () => {
        assert.equal((await pool.generate(hello)).host, server.url);
      });
    });
  });
});

describe('a certificate nobody vouches for', () => {
  it('H04 leaves nothing behind, however often it is met', async function () {
    const tls = await createScriptedCertificate();
    if (!tls) return this.skip();
    await withPool({ servers: [{ tls }] }, async ({ pool, server }) => {
      const some = async (count: number): Promise<void> => {
        for (let call = 0; call < count; call++) await failing(pool.generate(hello), 'host-tls');
      };
      await some(50);
      const before = heapBytes();
      await some(150);
      assert.equal(server.requests.length, 0, 'nothing was sent');
      assert.ok(pool.stats().openSockets <= 1, `${pool.stats().openSockets} sockets`);
      assert.ok(heapBytes() - before < 8_000_000);
    });
  }).timeout(60_000);
});

describe('a body that is packed', () => {
  /** 512 MB in 500 KB: packed files may follow each other in one. */
  const bomb = Buffer.concat(Array<Buffer>(8).fill(gzipSync(Buffer.alloc(64_000_000))));

  for (const [what, status, encoding] of [
    ['a bomb', 200, 'gzip'],
    ['a bomb in a thousand encodings', 200, Array(1_000).fill('gzip').join(', ')],
    ['a bomb as an error', 500, 'gzip'],
  ] as const) {
    it(`H26 H27 is never unpacked: ${what}`, async () => {
      const reply = (): HttpReply => ({
        status,
        headers: { 'Content-Encoding': encoding, 'Content-Type': 'application/x-ndjson' },
        body: bomb,
      });
      await withPool({ servers: [{ loaded, reply }] }, async ({ pool, server }) => {
        const before = heldBytes();
        const code = status === 200 ? 'protocol-error' : 'host-failed';
        const error = await failing(pool.generate(hello), code);
        assert.match(error.message, status === 200 ? /sent compressed data/ : /failed: 500$/);
        assert.ok(JSON.stringify(error.toInfo()).length < 1_000);
        assert.equal(server.chats().length, 1, 'it is not asked for again');
        const grown = heldBytes() - before;
        assert.ok(grown < 100_000_000, `memory grew by ${grown} bytes`);
      });
    });
  }

  it('H27 rules the host out for the rest of the run, and for nobody else', async () => {
    const affinity = 'run';
    const reply = (): HttpReply => ({ headers: { 'Content-Encoding': 'gzip' }, body: bomb });
    await withPool({ servers: [{ loaded, reply }, {}] }, async ({ pool, servers: [bad, good] }) => {
      await failing(pool.generate(hello, { affinity }), 'protocol-error');
      for (let call = 0; call < 3; call++) {
        assert.equal((await pool.generate(hello, { affinity })).host, good?.url);
      }
      assert.equal(bad?.chats().length, 1);
      await failing(pool.generate(hello, { affinity: 'other' }), 'protocol-error');
      assert.equal(bad?.chats().length, 2);
    });
    await withPool({ servers: [{ loaded, reply }] }, async ({ pool, server }) => {
      for (let call = 0; call < 3; call++) {
        const error = await failing(pool.generate(hello, { affinity }), 'protocol-error');
        assert.match(error.message, /sent compressed data/);
      }
      assert.equal(server.chats().length, 1, 'it is not asked again');
    });
  });

  it('H26 is told of a list of models too', async () => {
    const packed = { headers: { 'Content-Encoding': 'br' }, body: bomb };
    const script = ({ path }: { readonly path: string }): HttpReply | undefined =>
      path === '/api/tags' ? packed : undefined;
    await withPool({ servers: [{ script }] }, async ({ pool }) => {
      await failing(pool.models(), 'protocol-error');
    });
  });
});

describe('an answer without end', () => {
  it('H35 is stopped at 64 MB with bounded memory, is told, and what came is kept', async () => {
    const line = chatLine(hello.model, 'more '.repeat(40_000));
    function* endless(): Generator<PlainStep> {
      for (;;) yield line;
    }
    const reply = (): HttpReply => ({ body: endless() });
    await withPool({ servers: [{ loaded, reply }] }, async ({ pool, server }) => {
      let bytes = 0;
      let measured = 0;
      const held: number[] = [];
      const before = heldBytes();
      const call = pool.chat(hello, {
        onChunks: (chunks) => {
          for (const { text } of chunks) bytes += text.length;
          if (bytes < measured + 8_000_000) return;
          measured = bytes;
          held.push(heldBytes() - before);
        },
      });
      const error = await failing(call, 'reply-too-large');
      assert.match(error.message, /was stopped at 64 MB/);
      assert.match(error.kept?.message ?? '', /had arrived is kept/);
      assert.ok(bytes > 60_000_000 && bytes <= 64_000_000, `${bytes} bytes`);
      assert.equal(held.length, 7, 'measured at every 8 MB');
      assert.ok(Math.max(...held) < 100_000_000, `${String(held)} bytes were held`);
      assert.equal(server.chats().length, 1);
    });
  }).timeout(60_000);
});

describe('an answer of too many tokens', () => {
  const thousand = chatLine(hello.model, 'more ').repeat(1_000);
  function* answer(thousands: number): Generator<PlainStep> {
    for (let count = 0; count < thousands; count++) yield thousand;
    yield doneLine(hello.model);
  }
  const long = (thousands: number): ScriptedOllamaOptions => ({
    loaded,
    reply: (): HttpReply => ({ body: answer(thousands) }),
  });

  it('H35 is stopped at 32,768 tokens, is told, and what came is kept', async () => {
    await withPool({ servers: [long(40)] }, async ({ pool, server }) => {
      let tokens = 0;
      let restarts = 0;
      const call = pool.chat(hello, {
        onChunks: (chunks) => (tokens += chunks.length),
        onRestart: () => restarts++,
      });
      const error = await failing(call, 'reply-too-large');
      assert.match(error.message, /was stopped at 32768 tokens/);
      assert.match(error.kept?.message ?? '', /had arrived is kept/);
      assert.ok(tokens > 0 && tokens <= 32_768, `${tokens} tokens`);
      assert.deepEqual([server.chats().length, restarts], [1, 0], 'it is not asked for again');
    });
  });

  it('H35 may be as long as a longer context', async () => {
    await withPool({ servers: [long(40)] }, async ({ pool }) => {
      let tokens = 0;
      const request = { ...hello, options: { num_ctx: 65_536 } };
      await pool.chat(request, { onChunks: (chunks) => (tokens += chunks.length) });
      assert.equal(tokens, 40_000);
    });
  });
});

describe('a reply that cannot be read', () => {
  it('H29 is quoted in the log only, escaped and cut', async () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, warn: (...parts: unknown[]) => void logged.push(parts) };
    const garbage = `\u001b[31m<html>${'x'.repeat(1_000)}\n`;
    const reply = (): HttpReply => ({ body: [garbage] });
    await withPool({ logger, servers: [{ loaded, reply }] }, async ({ pool }) => {
      const chat = new FollowedChat(pool);
      const error = await failing(chat.reply, 'protocol-error');
      assert.ok(!JSON.stringify(error.toInfo()).includes('html'));
      const text = JSON.stringify(logged[0]);
      assert.match(text, /Unreadable reply of http.*<html>x{100}/);
      assert.ok(!text.includes('\u001b') && text.length < 400, text);
      assert.equal(logged.length, 3, 'one line for every attempt');
    });
  });
});
