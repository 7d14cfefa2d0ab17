import assert from 'node:assert/strict';
import { z } from 'zod';
import { systemClock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createModelClient, type ModelClient } from '../../src/llm/modelClient.ts';
import type { ModelSettings } from '../../src/llm/modelSettings.ts';
import { OllamaPool } from '../../src/ollama/ollamaPool.ts';
import type { ChatRequest, TagsReply } from '../../src/ollama/wire.ts';
import { realOllama, type RealOllama } from '../support/realOllama.ts';
import { say } from '../support/scriptedClient.ts';
import { draft, failing, until } from '../support/scriptedPool.ts';

const never = (): Disposable => ({ dispose: () => undefined });
const timeouts = { connect: 5_000, firstByte: 120_000, idle: 60_000, total: 0 };

describe('the pool on a real Ollama', () => {
  let real: RealOllama;
  let pool: OllamaPool;
  let client: ModelClient;
  let value: ModelSettings;

  before(async () => {
    real = await realOllama({ isolated: true, slots: 1 });
    const settings = { hosts: [{ url: real.url }], permits: 1, timeouts };
    pool = new OllamaPool(settings, { clock: systemClock, logger: silentLogger });
    value = {
      host: real.url,
      model: '',
      maxConcurrent: 1,
      contextLength: 512,
      temperature: 0,
      keepAlive: '5m',
      timeouts,
    };
    client = createModelClient({
      settings: { value, onChange: never },
      clock: systemClock,
      logger: silentLogger,
    });
  });

  after(async () => {
    await pool.close(1_000);
    await client.close(1_000);
    await until(() => pool.stats().openSockets === 0 && client.stats().openSockets === 0);
    await real.end();
  });

  const ask = (content: string, options: ChatRequest['options'] = {}): ChatRequest => ({
    model: real.model,
    messages: [{ role: 'user', content }],
    options: { num_ctx: 512, temperature: 0, seed: 1, ...options },
  });

  it('streams an answer with its figures', async () => {
    const types: string[] = [];
    for await (const event of pool.stream(ask('Say hello.', { num_predict: 12 }))) {
      types.push(event.type);
      if (event.type !== 'done') continue;
      assert.ok(event.reply.text.length > 0 && event.reply.replyTokens > 0);
      assert.ok(event.reply.promptTokens > 0 && event.reply.replyMs > 0);
    }
    assert.equal(types[0], 'connecting');
    assert.ok(types.filter((type) => type === 'chunk').length > 1);
    assert.equal(types.at(-1), 'done');
  });

  it('lists, describes and chooses the installed model', async () => {
    const { signal } = new AbortController();
    const [model] = await client.catalog.list(signal);
    assert.ok(model && model.digest !== '' && (model.contextLength ?? 0) > 0);
    assert.ok(model.capabilities.includes('completion'));
    assert.equal((await client.catalog.resolveDefault(signal)).name, model.name);
    const [host] = await client.catalog.status(signal);
    assert.equal(host?.state, 'up');
    assert.ok(host.models.includes(model.name));
  });

  it('H45 gives an object that fits its schema', async () => {
    const schema = z.object({ name: z.string(), age: z.number().int() });
    const request = say('Tom is 30 years old. Give name and age.', { maxTokens: 60 });
    const { value } = await client.model.generateObject({
      ...request,
      schema,
      example: { name: 'Ann', age: 7 },
    });
    assert.equal(typeof value.name, 'string');
    assert.ok(Number.isInteger(value.age));
  });

  it('H14 H16 tells a bad option from an unknown model, once each', async () => {
    const bad = await pool.chat(ask('x', { num_predict: 'many' })).catch((error: unknown) => error);
    assert.ok(['request-rejected', 'host-failed'].includes((bad as { code: string }).code));
    assert.equal(pool.trace().at(-1)?.attempts, 1);
    const unknown = { ...ask('x'), model: 'no-such-model:1b' };
    const error = await failing(pool.chat(unknown), 'model-missing');
    assert.match(error.next?.message ?? '', /ollama pull/);
  });

  it('H39 says when an answer was cut', async () => {
    const reply = await pool.generate(ask('Count to one hundred.', { num_predict: 4 }));
    assert.equal(reply.reason, 'length');
  });

  it('H40 notices a prompt that was cut in silence', async () => {
    const long = say(`${'The quick brown fox jumps. '.repeat(125)}Why?`, { maxTokens: 4 });
    await failing(client.model.generate(long), 'context-overflow');
  });

  it('C03 C04 stops a running answer at once and never starts a cancelled one', async () => {
    const controller = new AbortController();
    const long = ask('Write a long story about the sea.', { num_predict: 400 });
    const { reply, text } = draft(pool, { signal: controller.signal }, long);
    await until(() => text().length > 10);
    const queued = new AbortController();
    const second = pool.generate(ask('x'), { signal: queued.signal });
    await until(() => pool.stats().queued === 1);
    queued.abort();
    await assert.rejects(second, { name: 'AbortError' });
    controller.abort();
    await assert.rejects(reply, { name: 'AbortError' });
    const begun = performance.now();
    await pool.generate(ask('Say hi.', { num_predict: 2 }));
    assert.ok(performance.now() - begun < 10_000, 'the server was still busy with the old answer');
  });

  it('C14 loads a model once for all calls of a run, with the context chosen for it', async () => {
    const settings = { value: { ...value, contextLength: 'auto' as const }, onChange: never };
    const auto = createModelClient({ settings, clock: systemClock, logger: silentLogger });
    const contexts = new Set<number | undefined>();
    const loads: number[] = [];
    auto.hold('run');
    for (const [index, lane] of (
      ['agent', 'agent', 'interactive', 'background'] as const
    ).entries()) {
      const own = index === 2 ? {} : { affinity: 'run' };
      const answer = await auto.model.generate(
        say(`Say hello ${index} times. ${'Be kind. '.repeat(index * 15)}`, {
          lane,
          maxTokens: 8,
          ...own,
        }),
      );
      loads.push(answer.usage.loadMs);
      const { models } = await pool.get<TagsReply>('/api/ps');
      contexts.add(models.find(({ name }) => name === real.model)?.context_length);
    }
    await auto.release('run', new AbortController().signal);
    await auto.close(1_000);
    assert.equal(contexts.size, 1);
    assert.ok(([...contexts][0] ?? 0) > 512, 'the test before had it loaded with 512');
    const [first = 0, ...later] = loads;
    assert.ok(
      later.every((load) => load < first),
      `loaded again: ${loads.join(', ')} ms`,
    );
  });

  it('speaks to its OpenAI-compatible side as well', async () => {
    const settings = { hosts: [{ url: `${real.url}/v1` }], permits: 1, timeouts };
    const other = new OllamaPool(settings, { clock: systemClock, logger: silentLogger });
    const reply = await other.generate(ask('Say hello.', { num_predict: 8 }));
    assert.ok(reply.text.length > 0 && reply.promptTokens > 0 && reply.replyTokens > 0);
    assert.ok((await other.models()).some(({ name }) => name === real.model));
    await failing(other.generate({ ...ask('x'), model: 'no-such:1b' }), 'model-missing');
    await other.close(1_000);
  });

  it('works off eight chats at once over one permit and few connections', async () => {
    const chats = Array.from({ length: 8 }, (_, index) =>
      pool.generate(ask(`Say ${index}.`, { num_predict: 4 })),
    );
    const replies = await Promise.all(chats);
    assert.ok(replies.every((reply) => reply.replyTokens > 0));
    assert.ok(pool.stats().openSockets <= 3);
  });
});
