import assert from 'node:assert/strict';
import { z } from 'zod';
import { pickModel } from '../../../src/llm/pickModel.ts';
import { parseObject, toFormat } from '../../../src/llm/objectFormat.ts';
import type { ModelEvent } from '../../../src/llm/model.ts';
import { say, withClient } from '../../support/scriptedClient.ts';
import { createScriptedOllama } from '../../support/scriptedOllama.ts';
import { until } from '../../support/scriptedPool.ts';

describe('createModelClient', () => {
  it('opens nothing before the first call', async () => {
    await withClient({}, async ({ client, server }) => {
      assert.deepEqual(client.stats(), { inFlight: 0, queued: 0, openSockets: 0 });
      assert.equal(server.connections, 0);
    });
  });

  it('streams phases, thinking and text, then usage and done', async () => {
    const models = [{ name: 'scripted:1b', capabilities: ['completion', 'thinking'] }];
    const reply = (): object => ({ thinking: 'so so', text: 'the answer' });
    await withClient({ models, reply }, async ({ client, server }) => {
      const events: ModelEvent[] = [];
      for await (const event of client.model.stream(say('x', { think: true }))) events.push(event);
      assert.deepEqual(
        events.map((event) => event.type),
        [
          ...['connecting', 'loading', 'thinking-delta', 'thinking-delta'],
          ...['text-delta', 'text-delta', 'usage', 'done'],
        ],
      );
      assert.equal(server.chats()[0]?.think, true);
    });
  });

  it('says loading for a cold model and prompt for a warm one', async () => {
    await withClient({}, async ({ client }) => {
      const types: string[] = [];
      for (let call = 0; call < 2; call++) {
        await client.model.generate(say('x'), (event) => types.push(event.type));
      }
      assert.ok(
        types.indexOf('loading') >= 0 && types.indexOf('loading') < types.indexOf('prompt'),
      );
    });
  });

  it('asks nothing but the chat once it knows the model', async () => {
    await withClient({ settings: { model: '' } }, async ({ client, server }) => {
      await client.model.generate(say('x'));
      const before = server.requests.length;
      await client.model.generate(say('y'));
      assert.equal(server.requests.length, before + 1);
    });
  });

  it('sends new calls to a changed host while the old one drains', async () => {
    const other = await createScriptedOllama({ reply: () => 'other' });
    const slow = { text: 'one two three', tokenDelayMs: 20 };
    await withClient({ reply: () => slow }, async ({ client, server, change }) => {
      let text = '';
      const first = client.model.generate(say('x'), (event) => {
        if (event.type === 'text-delta') text += event.text;
      });
      await until(() => text !== '');
      change({ host: other.url });
      assert.equal((await client.model.generate(say('x'))).text, 'other');
      assert.equal((await first).text, 'one two three');
      await until(() => server.openSockets === 0);
    });
    await other.close();
  });

  it('resizes in place when the number of calls changes', async () => {
    const slow = { text: 'one two three four', tokenDelayMs: 10 };
    await withClient({ reply: () => slow }, async ({ client, change }) => {
      const calls = Array.from({ length: 3 }, () => client.model.generate(say('x')));
      await until(() => client.stats().queued === 2);
      change({ maxConcurrent: 3 });
      await until(() => client.stats().queued === 0);
      await Promise.all(calls);
    });
  });

  it('drops an older waiting call for a newer one with the same key', async () => {
    const slow = { text: 'one two three', tokenDelayMs: 10 };
    await withClient({ reply: () => slow }, async ({ client, server }) => {
      const busy = client.model.generate(say('busy'));
      await server.arrival('/api/chat');
      const lane = 'interactive';
      const old = client.model.generate(say('old', { lane, newestOf: 'inline' }));
      const dropped = assert.rejects(old, { code: 'cancelled' });
      await until(() => client.stats().queued === 1);
      const fresh = client.model.generate(say('new', { lane, newestOf: 'inline' }));
      await dropped;
      await Promise.all([busy, fresh]);
      assert.equal(server.chats().length, 2);
    });
  });

  it('shares work with more hosts', async () => {
    const other = await createScriptedOllama({ loaded: ['scripted:1b'], reply: () => 'other' });
    const settings = { moreHosts: [{ url: other.url }] };
    await withClient({ settings }, async ({ client }) => {
      assert.equal((await client.model.generate(say('x'))).text, 'other');
      const status = await client.catalog.status(new AbortController().signal);
      assert.deepEqual(
        status.map(({ state }) => state),
        ['up', 'up'],
      );
    });
    await other.close();
  });

  it('lists the models of all hosts that answer, each name once', async () => {
    const other = await createScriptedOllama({ models: ['scripted:1b', 'other:1b'] });
    const settings = { moreHosts: [{ url: other.url }, { url: 'http://127.0.0.1:1' }] };
    await withClient({ settings }, async ({ client, server }) => {
      const { signal } = new AbortController();
      const names = async (): Promise<readonly string[]> =>
        (await client.catalog.list(signal)).map(({ name }) => name);
      assert.deepEqual(await names(), ['scripted:1b', 'other:1b']);
      await server.close();
      assert.deepEqual(await names(), ['scripted:1b', 'other:1b']);
    });
    await other.close();
  });

  it('asks once more where a connection had died while idle, but does nothing twice', async () => {
    let cuts = 0;
    const script = (): { drop: 'rst' } | undefined => (cuts-- > 0 ? { drop: 'rst' } : undefined);
    await withClient({ script }, async ({ client, server }) => {
      const { signal } = new AbortController();
      cuts = 1;
      assert.equal((await client.catalog.resolveDefault(signal)).name, 'scripted:1b');
      assert.equal(server.to('/api/tags').length, 2);
      cuts = 2;
      await assert.rejects(client.catalog.resolveDefault(signal), { code: 'stream-interrupted' });
      cuts = 1;
      const embedding = client.embed('scripted:1b', ['x'], signal);
      await assert.rejects(embedding, { code: 'stream-interrupted' });
      assert.equal(server.to('/api/embed').length, 1);
    });
  });

  it('downloads a model with progress', async () => {
    await withClient({}, async ({ client }) => {
      const { signal } = new AbortController();
      const seen: (number | undefined)[] = [];
      await client.catalog.pull('new:1b', (progress) => seen.push(progress.completed), signal);
      assert.deepEqual(seen, [undefined, 50, 100, undefined, undefined]);
      const names = (await client.catalog.list(signal)).map((model) => model.name);
      assert.deepEqual(names, ['scripted:1b', 'new:1b']);
    });
  });

  it('embeds many texts in batches, in their order, and leaves a record of every call', async () => {
    await withClient({}, async ({ client, server }) => {
      const texts = Array.from({ length: 70 }, (_, index) => `text ${index % 35}`);
      const vectors = await client.embed('scripted:1b', texts, new AbortController().signal);
      assert.equal(server.to('/api/embed').length, 3);
      assert.deepEqual(vectors[0], vectors[35]);
      assert.notDeepEqual(vectors[0], vectors[1]);
      await client.model.generate(say('secret words', { label: 'coder' }));
      const records = client.trace() as readonly Record<string, unknown>[];
      assert.deepEqual(
        records.map(({ kind }) => kind),
        ['embed', 'embed', 'embed', 'chat'],
      );
      const record = records.at(-1);
      assert.deepEqual([record?.['label'], record?.['outcome']], ['coder', 'done']);
      assert.ok(Number(record?.['bytes']) > 0);
      assert.ok(!JSON.stringify(client.trace()).includes('secret'));
    });
  });

  it('says no-model when none is installed, model-missing when the configured one is not', async () => {
    const { signal } = new AbortController();
    await withClient({ models: [], settings: { model: '' } }, async ({ client }) => {
      await assert.rejects(client.model.generate(say('x')), { code: 'no-model' });
    });
    await withClient({ settings: { model: 'gone:7b' } }, async ({ client }) => {
      await assert.rejects(client.catalog.resolveDefault(signal), /gone:7b is not installed/);
      await assert.rejects(client.model.generate(say('x')), { code: 'model-missing' });
    });
  });

  it('reports a host that is down as a status, not as an error', async () => {
    const settings = { host: 'http://127.0.0.1:1' };
    await withClient({ settings }, async ({ client }) => {
      const [status] = await client.catalog.status(new AbortController().signal);
      assert.deepEqual([status?.state, status?.problem?.code], ['down', 'host-unreachable']);
    });
  });
});

describe('pickModel', () => {
  const models = ['nomic-embed-text:latest', 'llama3:8b', 'qwen2.5-coder:7b'].map((name) => ({
    name,
    digest: name,
    size: 1,
  }));

  it('takes one in memory, else one for code, never one that only embeds', () => {
    assert.equal(pickModel(models, ['llama3:8b'])?.name, 'llama3:8b');
    assert.equal(pickModel(models, [])?.name, 'qwen2.5-coder:7b');
    assert.equal(pickModel(models.slice(0, 2), [])?.name, 'llama3:8b');
    assert.equal(pickModel(models.slice(0, 1), []), undefined);
  });
});

describe('object format', () => {
  const schema = z.object({
    title: z.string().max(9),
    count: z.number().int(),
    tag: z.enum(['a']),
  });

  it('gives a JSON schema without what Ollama’s grammar does not take', () => {
    assert.deepEqual(toFormat(schema), {
      type: 'object',
      properties: {
        title: { type: 'string', maxLength: 9 },
        count: { type: 'integer' },
        tag: { type: 'string', enum: ['a'] },
      },
      required: ['title', 'count', 'tag'],
      additionalProperties: false,
    });
  });

  it('reads an object bare, fenced, or with words around it', () => {
    const json = '{"title":"x","count":1,"tag":"a"}';
    for (const text of [json, `\`\`\`json\n${json}\n\`\`\``, `Sure: ${json} Done.`]) {
      assert.deepEqual(parseObject(text, schema), {
        ok: true,
        value: { title: 'x', count: 1, tag: 'a' },
      });
    }
    assert.deepEqual(parseObject('none', schema), { ok: false, problem: 'It is not valid JSON.' });
  });
});
