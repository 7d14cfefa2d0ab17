import assert from 'node:assert/strict';
import type { HttpReply, ScriptedStep } from '../support/scriptedHttp.ts';
import { ManualClock } from '../support/manualClock.ts';
import { chatLine, chatReply, doneLine, line } from '../support/scriptedReplies.ts';
import { draft, failing, hello, longTimeouts, until, withPool } from '../support/scriptedPool.ts';
import type { ScriptedOllamaOptions } from '../support/scriptedOllama.ts';

const model = hello.model;
const two = [chatLine(model, 'one '), chatLine(model, 'two')];
const streamHeaders = { 'Content-Type': 'application/x-ndjson' };

/** A server that answers every chat with this reply. */
function always(reply: HttpReply): ScriptedOllamaOptions {
  return { script: (request) => (request.path === '/api/chat' ? reply : undefined) };
}

function body(...steps: ScriptedStep[]): HttpReply {
  return { headers: streamHeaders, body: steps };
}

describe('a stream that breaks', () => {
  it('H07 ends a stall mid-stream by the clock, keeps the draft and closes the socket', async () => {
    const clock = new ManualClock();
    const servers = [always({ ...body(...two), end: 'stall' })];
    await withPool({ servers, clock }, async ({ pool, server }) => {
      const { reply, text } = draft(pool);
      await until(() => text() === 'one two');
      await clock.advance(59_999);
      assert.equal(pool.stats().inFlight, 1);
      await clock.advance(1);
      const error = await failing(reply, 'stream-stalled');
      assert.match(error.message, /stopped answering; tokens received: 2/);
      assert.equal(text(), 'one two');
      await server.closed(server.requests.findIndex((request) => request.path === '/api/chat'));
    });
  });

  it('H08 does not take a trickle of white space and empty pieces for progress', async () => {
    const clock = new ManualClock();
    function* trickle(): Generator<ScriptedStep> {
      yield two.join('');
      for (;;) {
        yield '\n';
        yield chatLine(model, '');
        yield 2;
      }
    }
    const servers = [always({ headers: streamHeaders, body: trickle() })];
    await withPool({ servers, clock }, async ({ pool }) => {
      const { reply, text } = draft(pool);
      await until(() => text() === 'one two');
      for (let step = 0; step < 6; step++) await clock.advance(10_000);
      await failing(reply, 'stream-stalled');
    });
  });

  it('H08 does not take white space for the beginning of a whole reply, nor for more of it', async () => {
    for (const begin of ['', '{"embeddings":[']) {
      const clock = new ManualClock();
      let sent = 0;
      function* trickle(): Generator<ScriptedStep> {
        if (begin !== '') yield begin;
        for (; ; sent++) {
          yield ' \n';
          yield 2;
        }
      }
      const script = (): HttpReply => ({ body: trickle() });
      await withPool({ servers: [{ script }], clock }, async ({ pool }) => {
        const vectors = pool.embed(model, ['a text']);
        let ended = false;
        vectors.catch(() => (ended = true));
        for (let step = 1; step <= 12 && !ended; step++) {
          await until(() => ended || sent > 3 * step);
          await clock.advance(10_000);
        }
        await failing(vectors, begin === '' ? 'host-timeout' : 'stream-stalled');
      });
    }
  });

  for (const end of ['rst', 'fin'] as const) {
    const row = end === 'rst' ? 'H09 a reset' : 'H10 an end inside a chunk';
    it(`${row} after tokens is an error that says how many, and is not sent again`, async () => {
      await withPool(
        { servers: [always({ ...body(...two, 5), end })] },
        async ({ pool, server }) => {
          const { reply, text } = draft(pool);
          const error = await failing(reply, 'stream-interrupted');
          assert.match(error.message, /tokens received: 2/);
          assert.equal(text(), 'one two');
          assert.equal(server.chats().length, 1);
        },
      );
    });

    it(`${row} before the headers is tried again, three times in all`, async () => {
      await withPool({ servers: [always({ drop: end })] }, async ({ pool, server }) => {
        const error = await failing(pool.generate(hello), 'stream-interrupted');
        assert.equal(error.data['attempts'], 3);
        assert.ok(error.cause instanceof AggregateError && error.cause.errors.length === 3);
        assert.equal(server.chats().length, 3);
      });
    });

    it(`${row} after the headers and before a token is tried again`, async () => {
      let calls = 0;
      const reply = (): HttpReply =>
        ++calls === 1 ? { ...body(5), end } : chatReply(model, 'fine now');
      await withPool({ servers: [{ reply }] }, async ({ pool }) => {
        assert.equal((await pool.generate(hello)).text, 'fine now');
      });
    });
  }

  it('H09 a reset in the middle of a line loses only that line', async () => {
    const cut = two.join('').slice(0, -20);
    await withPool({ servers: [always({ ...body(cut, 5), end: 'rst' })] }, async ({ pool }) => {
      const { reply, text } = draft(pool);
      await failing(reply, 'stream-interrupted');
      assert.equal(text(), 'one ');
    });
  });

  it('H09 a reset right after the finish mark changes nothing', async () => {
    const reply = { ...body(...two, doneLine(model)), end: 'rst' as const };
    await withPool({ servers: [always(reply)] }, async ({ pool }) => {
      assert.equal((await pool.generate(hello)).text, 'one two');
    });
  });

  it('H10 a body shorter than its length is an error', async () => {
    const reply: HttpReply = {
      headers: { ...streamHeaders, 'Content-Length': '5000' },
      framing: 'none',
      body: [...two, 5],
      end: 'fin',
    };
    await withPool({ servers: [always(reply)] }, async ({ pool }) => {
      await failing(pool.generate(hello), 'stream-interrupted');
    });
  });

  it('H11 a clean end without a finish mark is never success', async () => {
    await withPool({ servers: [always(body(...two))] }, async ({ pool, server }) => {
      const { reply, text } = draft(pool);
      const error = await failing(reply, 'stream-incomplete');
      assert.match(error.message, /without a finish mark/);
      assert.equal(text(), 'one two');
      assert.equal(server.chats().length, 1);
    });
  });

  it('H12 accepts done_reason without done', async () => {
    const last = line({ model, message: { content: '' }, done_reason: 'length' });
    await withPool({ servers: [always(body(...two, last))] }, async ({ pool }) => {
      const reply = await pool.generate(hello);
      assert.deepEqual([reply.text, reply.reason], ['one two', 'length']);
    });
  });

  for (const [said, code] of [
    ['llama runner process has terminated: exit status 2', 'host-failed'],
    ['CUDA error: out of memory', 'host-failed'],
    ['server busy, please try again', 'host-busy'],
    ['the input exceeds the context length', 'context-overflow'],
  ] as const) {
    it(`H13 shows an error line mid-stream and tells its kind: ${code}, ${said}`, async () => {
      const servers = [always(body(...two, line({ error: `${said}\u001b[31m` })))];
      await withPool({ servers }, async ({ pool, server }) => {
        const { reply, text } = draft(pool);
        const error = await failing(reply, code);
        assert.ok(error.message.includes(said));
        assert.ok(!error.message.includes('\u001b'));
        assert.equal(text(), 'one two');
        assert.equal(server.chats().length, 1);
      });
    });
  }

  it('H29 a line that is no JSON is an error, not skipped', async () => {
    const servers = [always(body(...two, '<html>502</html>\n', doneLine(model)))];
    await withPool({ servers }, async ({ pool }) => {
      const { reply, text } = draft(pool);
      const error = await failing(reply, 'protocol-error');
      assert.ok(!error.message.includes('<html>'));
      assert.equal(text(), 'one two');
    });
  });

  it('H30 reads CRLF, blank lines, a byte order mark and a last line without a line feed', async () => {
    const reply = body(
      `\ufeff${two[0]?.replace('\n', '\r\n\r\n')}`,
      two[1] ?? '',
      doneLine(model).trimEnd(),
    );
    await withPool({ servers: [always(reply)] }, async ({ pool }) => {
      assert.equal((await pool.generate(hello)).text, 'one two');
    });
  });

  it('H30 reads a whole reply with a byte order mark, cut anywhere', async () => {
    const bytes = Buffer.from('\ufeff{"version":"ü"}\r\n');
    const script = (): HttpReply => ({ body: [...bytes].map((byte) => Buffer.from([byte])) });
    await withPool({ servers: [{ script }] }, async ({ pool }) => {
      assert.deepEqual(await pool.get('/api/version'), { version: 'ü' });
    });
  });

  it('H30 reads characters cut at every byte', async () => {
    const bytes = Buffer.from(chatLine(model, 'Привет 你好 🚀') + doneLine(model));
    const reply = body(...[...bytes].map((byte) => Buffer.from([byte])));
    await withPool({ servers: [always(reply)] }, async ({ pool }) => {
      assert.equal((await pool.generate(hello)).text, 'Привет 你好 🚀');
    });
  });

  it('H32 takes a line of 1 MB and refuses one that never ends, with memory bounded', async () => {
    const long = 'x'.repeat(1_000_000);
    await withPool({ servers: [{ reply: () => long }] }, async ({ pool }) => {
      assert.equal((await pool.generate(hello)).text.length, long.length);
    });
    let sent = 0;
    function* endless(): Generator<ScriptedStep> {
      for (; ; sent += long.length) yield long;
    }
    const servers = [always({ headers: streamHeaders, body: endless() })];
    await withPool({ servers }, async ({ pool }) => {
      await failing(pool.generate(hello), 'reply-too-large');
      // What both sides' sockets hold is in it, too.
      assert.ok(sent < 32_000_000, `${sent} bytes were taken`);
    });
  }).timeout(60_000);

  it('H33 takes the first finish mark and never uses the socket of one who goes on', async () => {
    const more = chatLine(model, 'three').repeat(3);
    const servers = [always({ ...body(...two, doneLine(model), 5, more, 5, more), end: 'stall' })];
    await withPool({ servers }, async ({ pool, server }) => {
      assert.equal((await pool.generate(hello)).text, 'one two');
      await server.closed(server.requests.length - 1);
    });
  });

  it('H33 does not wait for an end of the body that never comes', async () => {
    const clock = new ManualClock();
    const servers = [always({ ...body(...two, doneLine(model)), end: 'stall' })];
    await withPool({ servers, clock }, async ({ pool, server }) => {
      const { reply, text } = draft(pool);
      await until(() => text() === 'one two');
      await clock.advance(250);
      assert.equal((await reply).reason, 'stop');
      await server.closed(server.requests.length - 1);
    });
  });

  it('H34 refuses what is no object, and ignores counters that make no sense', async () => {
    const last = doneLine(model).replace('"eval_count":3', '"eval_count":-3');
    await withPool({ servers: [always(body(...two, last))] }, async ({ pool }) => {
      assert.equal((await pool.generate(hello)).replyTokens, 0);
    });
    for (const bad of ['[1]', '"text"', '7', 'null']) {
      await withPool({ servers: [always(body(`${bad}\n`))] }, async ({ pool }) => {
        await failing(pool.generate(hello), 'protocol-error');
      });
    }
  });

  it('H34 ignores fields of the wrong type and keys that poison prototypes', async () => {
    const poison = '{"__proto__":{"polluted":1},"message":{"content":7,"thinking":[]}}\n';
    await withPool(
      { servers: [always(body(poison, ...two, doneLine(model)))] },
      async ({ pool }) => {
        assert.equal((await pool.generate(hello)).text, 'one two');
        assert.equal(({} as { polluted?: number }).polluted, undefined);
      },
    );
  });

  it('H35 stops an endless stream by the total clock', async () => {
    const clock = new ManualClock();
    function* endless(): Generator<ScriptedStep> {
      for (;;) {
        yield chatLine(model, 'more ');
        yield 1;
      }
    }
    const timeouts = { ...longTimeouts, idle: 0, total: 100_000 };
    const servers = [always({ headers: streamHeaders, body: endless() })];
    await withPool({ servers, clock, settings: { timeouts } }, async ({ pool }) => {
      const { reply, text } = draft(pool);
      await until(() => text().length > 20);
      await clock.advance(100_000);
      await failing(reply, 'host-timeout');
    });
  });
});
