import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { ManualClock, settle } from '../support/manualClock.ts';
import type { HttpReply } from '../support/scriptedHttp.ts';
import { errorReply, htmlReply, jsonReply } from '../support/scriptedReplies.ts';
import { draft, failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';
import type { ScriptedOllamaOptions } from '../support/scriptedOllama.ts';

function chatsAnswer(...replies: readonly HttpReply[]): ScriptedOllamaOptions {
  let calls = 0;
  return {
    script: (request) =>
      request.path === '/api/chat' ? replies[Math.min(calls++, replies.length - 1)] : undefined,
  };
}

const fine: HttpReply = {
  body: '{"message":{"content":"fine"},"done":true,"done_reason":"stop"}\n',
};

/** An address nobody listens at. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('a host that cannot be reached', () => {
  it('H01 says at once that nothing runs there, and how to start it', async () => {
    const hosts = [{ url: await deadAddress() }];
    await withPool({ settings: { hosts } }, async ({ pool }) => {
      const error = await failing(pool.generate(hello), 'host-unreachable');
      assert.match(error.message, /Ollama is not running at http:\/\/127\.0\.0\.1/);
      assert.match(error.next?.message ?? '', /ollama serve/);
      assert.equal(pool.hosts()[0]?.state, 'down');
      assert.equal(pool.hosts()[0]?.problem?.code, 'host-unreachable');
    });
  });

  it('H01 goes to another host', async () => {
    const dead = { url: await deadAddress() };
    await withPool({}, async ({ pool, server, settings }) => {
      pool.configure({ ...settings, hosts: [dead, { url: server.url }] });
      const reply = await pool.generate(hello);
      assert.equal(reply.host, server.url);
    });
  });

  it('H02 says that the name cannot be found', async () => {
    const hosts = [{ url: 'http://no-such-host.invalid:11434' }];
    await withPool({ settings: { hosts } }, async ({ pool }) => {
      const error = await failing(pool.generate(hello), 'host-not-found');
      assert.match(error.message, /no-such-host\.invalid/);
    });
  });

  it('H02 refuses what is no address with the name of the setting', async () => {
    const hosts = [{ url: 'ftp://x' }];
    await withPool({ settings: { hosts } }, async ({ pool }) => {
      const error = await pool.generate(hello).catch((reason: unknown) => reason);
      assert.match(String(error), /not the address of a model server/);
      pool.configure({ hosts: [{ url: '127.0.0.1:1' }], permits: 1, timeouts: longTimeouts });
    });
  });

  it('H03 gives up connecting by the clock and leaves no half-open socket', async () => {
    const clock = new ManualClock();
    // TEST-NET-1 (RFC 5737): packets to it are dropped, or refused at once where there is no route.
    const hosts = [{ url: 'http://192.0.2.1:11434' }];
    const timeouts = { ...longTimeouts, connect: 5_000 };
    await withPool({ clock, settings: { hosts, timeouts } }, async ({ pool }) => {
      const { reply } = draft(pool);
      let ended = false;
      void reply.catch(() => (ended = true));
      for (let step = 0; step < 20 && !ended; step++) await clock.advance(5_000);
      const error = await reply.catch((reason: unknown) => reason as { code: string });
      assert.ok(['host-timeout', 'host-unreachable'].includes((error as { code: string }).code));
      await until(() => pool.stats().openSockets === 0);
    });
  });
});

describe('a server that is slow', () => {
  it('H05 lets a cold model load without sending again, then counts the first byte', async () => {
    const clock = new ManualClock();
    const timeouts = { ...longTimeouts, firstByte: 30_000 };
    const servers = [{ reply: (): HttpReply => ({ drop: 'stall' }) }];
    await withPool({ clock, servers, settings: { timeouts } }, async ({ pool, server }) => {
      const phases: string[] = [];
      const { reply } = draft(pool, { onPhase: (phase) => phases.push(phase.type) });
      await server.arrival('/api/chat');
      assert.deepEqual(phases, ['connecting', 'loading']);
      for (let step = 0; step < 19; step++) await clock.advance(30_000);
      assert.equal(pool.stats().inFlight, 1);
      for (let step = 0; step < 3; step++) {
        await clock.advance(30_000);
        await until(() => server.to('/api/ps').length > 1 || pool.stats().inFlight === 1);
        await settle();
      }
      await failing(reply, 'host-timeout');
      assert.equal(server.chats().length, 1);
    });
  });

  it('H06 ends a warm model that does not begin, and does not send again to the same host', async () => {
    const clock = new ManualClock();
    const timeouts = { ...longTimeouts, firstByte: 30_000 };
    const servers = [{ loaded: [hello.model], reply: (): HttpReply => ({ end: 'stall' }) }];
    await withPool({ clock, servers, settings: { timeouts } }, async ({ pool, server }) => {
      const { reply } = draft(pool);
      await server.arrival('/api/chat');
      await clock.advance(30_000);
      const error = await failing(reply, 'host-timeout');
      assert.match(error.message, /did not begin to answer within 30 s/);
      assert.equal(server.chats().length, 1);
    });
  });

  it('0 means no limit for every clock, and time in the queue counts for none', async () => {
    const clock = new ManualClock();
    const timeouts = { connect: 0, firstByte: 0, idle: 0, total: 0 };
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const servers = [{ reply: (): HttpReply => ({ ...fine, before: gate }) }];
    await withPool(
      { clock, servers, settings: { timeouts, permits: 1 } },
      async ({ pool, server }) => {
        const first = pool.generate(hello);
        await server.arrival('/api/chat');
        const second = pool.generate(hello, { timeouts: { ...longTimeouts, total: 1_000 } });
        await until(() => pool.stats().queued === 1);
        await clock.advance(10 * 3_600_000);
        go();
        assert.equal((await first).text, 'fine');
        const reply = await second;
        assert.equal(reply.queuedMs, 10 * 3_600_000);
      },
    );
  });
});

describe('a server that refuses', () => {
  const never: readonly (readonly [string, HttpReply, Parameters<typeof failing>[1], RegExp])[] = [
    ['H14 400', errorReply(400, 'invalid option x'), 'request-rejected', /invalid option x/],
    ['H14 500 for a bad option', errorReply(500, 'option must be int'), 'host-failed', /must be/],
    ['H15 401', errorReply(401, 'unauthorized'), 'host-refused', /rejected the access key/],
    ['H15 403 without a body', { status: 403, body: '' }, 'host-refused', /host name/],
    ['H16 404', errorReply(404, 'model "x" not found'), 'model-missing', /not installed/],
    ['H18 413', errorReply(413, 'too large'), 'context-overflow', /too large/],
    ['H21 out of memory', errorReply(500, 'CUDA out of memory'), 'host-failed', /memory/],
    ['H25 HTML', htmlReply(200, 'Router'), 'not-a-model-server', /got text\/html/],
    ['H25 404 of another server', htmlReply(404, 'Nope'), 'not-a-model-server', /404 Nope/],
    [
      'H28 a redirect',
      { status: 307, headers: { Location: 'http://e.vil/' } },
      'host-redirect',
      /e\.vil/,
    ],
  ];
  for (const [what, reply, code, words] of never) {
    it(`${what} is told and never tried again`, async () => {
      await withPool({ servers: [chatsAnswer(reply)] }, async ({ pool, server }) => {
        const error = await failing(pool.generate(hello), code);
        assert.match(error.message, words);
        assert.equal(server.chats().length, 1);
      });
    });
  }

  it('H16 keeps the words of the server beside its own', async () => {
    const reply = errorReply(404, 'model "x" not found, try pulling it first');
    await withPool({ servers: [chatsAnswer(reply)] }, async ({ pool }) => {
      const error = await failing(pool.generate(hello), 'model-missing');
      assert.equal(error.data['said'], 'model "x" not found, try pulling it first');
    });
  });

  const again: readonly (readonly [string, HttpReply, number])[] = [
    ['H17 408', errorReply(408, 'timeout'), 2],
    ['H19 429', errorReply(429, 'slow down'), 3],
    ['H20 500 of a crashed runner', errorReply(500, 'llama runner process has terminated'), 2],
    ['H22 502 with HTML', htmlReply(502, 'Bad Gateway'), 3],
    ['H23 503', errorReply(503, 'server busy, please try again'), 3],
  ];
  for (const [what, reply, tries] of again) {
    it(`${what} is tried ${tries} times, and once more is enough when it passes`, async () => {
      await withPool({ servers: [chatsAnswer(reply)] }, async ({ pool, server }) => {
        const error = await pool.generate(hello).catch((reason: unknown) => reason as Error);
        assert.ok(!/<html>/.test((error as Error).message));
        assert.equal(server.chats().length, tries);
      });
      await withPool({ servers: [chatsAnswer(reply, fine)] }, async ({ pool }) => {
        assert.equal((await pool.generate(hello)).text, 'fine');
      });
    });
  }

  it('H19 H24 waits as long as Retry-After says, told to the caller, and can be cancelled', async () => {
    const clock = new ManualClock();
    const busy = errorReply(503, 'busy', { 'Retry-After': '20' });
    await withPool({ clock, servers: [chatsAnswer(busy)] }, async ({ pool, server }) => {
      const waits: number[] = [];
      const controller = new AbortController();
      const { reply } = draft(pool, {
        signal: controller.signal,
        onPhase: (phase) => phase.type === 'retry' && waits.push(phase.waitMs),
      });
      await until(() => waits.length === 1);
      await until(() => clock.pending === 1);
      await clock.advance(19_999);
      assert.equal(server.chats().length, 1);
      await clock.advance(1);
      await until(() => waits.length === 2 && clock.pending === 1);
      assert.deepEqual(waits, [20_000, 20_000]);
      assert.equal(pool.hosts()[0]?.active, 0, 'no permit is held while waiting');
      controller.abort();
      await assert.rejects(reply, { name: 'AbortError' });
    });
  });

  it('H26 H27 refuses an encoding nobody asked for instead of unpacking it', async () => {
    const packed = { ...jsonReply({}), headers: { 'Content-Encoding': 'gzip, gzip' } };
    await withPool({ servers: [chatsAnswer(packed)] }, async ({ pool, server }) => {
      await failing(pool.generate(hello), 'protocol-error');
      assert.equal(server.to('/api/chat')[0]?.headers['accept-encoding'], 'identity');
    });
  });

  it('H22 reads an error body that never ends only so far and so long', async () => {
    const clock = new ManualClock();
    const endless = { status: 400, body: ['{"error":"first ', 'words'], end: 'stall' as const };
    await withPool({ clock, servers: [chatsAnswer(endless)] }, async ({ pool, server }) => {
      const { reply } = draft(pool);
      await server.arrival('/api/chat');
      await until(() => clock.delays.includes(5_000));
      await clock.advance(5_000);
      await failing(reply, 'request-rejected');
    });
  });

  it('C16 leaves sockets flat after many error replies', async () => {
    const servers = [chatsAnswer(errorReply(400, 'no'.repeat(1_000)))];
    await withPool({ servers }, async ({ pool, server }) => {
      for (let call = 0; call < 200; call++)
        await failing(pool.generate(hello), 'request-rejected');
      assert.ok(server.connections <= 4, `${server.connections} connections`);
    });
  });
});
