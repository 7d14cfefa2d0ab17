import assert from 'node:assert/strict';
import { systemClock } from '../../src/base/clock.ts';
import { CaravanError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { OllamaPool } from '../../src/ollama/ollamaPool.ts';
import type { ChatRequest } from '../../src/ollama/wire.ts';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { draft, failing, until } from '../support/scriptedPool.ts';

const timeouts = { connect: 5_000, firstByte: 120_000, idle: 60_000, total: 0 };
/** The server refuses what waits beyond this while a model is loaded. */
const queue = 2;

describe('faults of a real Ollama', () => {
  let real: RealOllama;
  let pool: OllamaPool;

  before(async () => {
    const { OLLAMA_MAX_QUEUE } = process.env;
    process.env['OLLAMA_MAX_QUEUE'] = String(queue);
    try {
      real = await realOllama({ isolated: true, slots: 1 });
    } finally {
      if (OLLAMA_MAX_QUEUE === undefined) delete process.env['OLLAMA_MAX_QUEUE'];
      else process.env['OLLAMA_MAX_QUEUE'] = OLLAMA_MAX_QUEUE;
    }
    pool = poolWith(12);
  });

  after(async () => {
    await pool.close(1_000);
    await until(() => pool.stats().openSockets === 0);
    await real.end();
  });

  const poolWith = (permits: number): OllamaPool =>
    new OllamaPool(
      { hosts: [{ url: real.url }], permits, timeouts },
      { clock: systemClock, logger: silentLogger },
    );

  const ask = (content: string, options: ChatRequest['options'] = {}): ChatRequest => ({
    model: real.model,
    messages: [{ role: 'user', content }],
    options: { num_ctx: 512, temperature: 0, seed: 1, num_predict: 4, ...options },
  });

  async function unload(): Promise<void> {
    await pool.post('/api/generate', { model: real.model, keep_alive: 0 });
    for (;;) {
      const { models } = await pool.get<{ models: readonly unknown[] }>('/api/ps');
      if (models.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  for (const phase of ['loading', 'prompt', 'text'] as const) {
    it(`C04 lets go of a call that is cancelled at once: ${phase}`, async () => {
      if (phase === 'loading') await unload();
      else await pool.generate(ask('Hi.'));
      const abort = new AbortController();
      const long = ask('Tell of the sea and its ships. '.repeat(40), { num_predict: 300 });
      const seen: string[] = [];
      const chat = draft(
        pool,
        { signal: abort.signal, onPhase: ({ type }) => seen.push(type) },
        long,
      );
      await until(() => seen.includes(phase === 'text' ? 'prompt' : phase));
      while (phase === 'text' && chat.text() === '') {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      abort.abort();
      await assert.rejects(chat.reply, { name: 'AbortError' });
      assert.deepEqual([pool.hosts()[0]?.active, pool.stats().inFlight], [0, 0]);
      // Its socket is closed: all that is left are idle ones.
      assert.ok((await pool.generate(ask('Hi.'))).replyTokens > 0, 'the next call is answered');
    });
  }

  it('H40 an Ollama that cuts a prompt in silence says how little it read', async () => {
    const reply = await pool.generate(ask('The quick brown fox jumps. '.repeat(400)));
    assert.ok(reply.promptTokens > 0 && reply.promptTokens <= 512, String(reply.promptTokens));
  });

  it('two models that alternate are answered each by its own', async () => {
    const other = 'caravan-copy:test';
    await pool.post('/api/copy', { source: real.model, destination: other });
    try {
      for (let turn = 0; turn < 4; turn++) {
        const isOther = turn % 2 === 1;
        const request = { ...ask('Hi.', { num_ctx: isOther ? 256 : 512 }) };
        const model = isOther ? other : real.model;
        const reply = await pool.generate({ ...request, model });
        assert.ok(reply.replyTokens > 0);
        assert.equal(pool.trace().at(-1)?.model, model);
      }
    } finally {
      await pool.deleteModel(other);
    }
    await failing(pool.generate({ ...ask('x'), model: other }), 'model-missing');
  });

  it('H23 a full queue is told as busy, and everybody is answered or told', async function () {
    if (real.how === 'already running') return this.skip();
    await unload();
    const chats = Array.from({ length: 12 }, () =>
      pool.generate(ask('Hi.')).then(
        () => 'done',
        (error: unknown) => {
          assert.ok(error instanceof CaravanError && error.next, String(error));
          return error.code;
        },
      ),
    );
    const ends = await Promise.all(chats);
    assert.ok(ends.includes('done'));
    assert.ok(
      ends.every((end) => end === 'done' || end === 'host-busy'),
      ends.join(),
    );
    assert.notEqual(pool.hosts()[0]?.state, 'down', 'a busy host is not an ill one');
    assert.equal(pool.hosts()[0]?.active, 0);
  });

  it('H09 H01 a server that goes away mid-answer is told with what is kept', async function () {
    if (real.how === 'already running') return this.skip();
    const chat = draft(pool, {}, ask('Write a long story.', { num_predict: 400 }));
    while (chat.text() === '') await new Promise((resolve) => setTimeout(resolve, 10));
    await real.end();
    const error = await chat.reply.catch((reason: unknown) => reason);
    assert.ok(error instanceof CaravanError, String(error));
    assert.ok(['stream-interrupted', 'stream-incomplete', 'host-failed'].includes(error.code));
    assert.match(error.kept?.message ?? '', /had arrived is kept/);
    assert.ok(chat.text().length > 0);
  });
});
