import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { HttpReply, ScriptedRequest } from '../support/scriptedHttp.ts';
import { say, withClient, type ScriptedClient } from '../support/scriptedClient.ts';
import { jsonReply } from '../support/scriptedReplies.ts';
import { failing } from '../support/scriptedPool.ts';

const chat = readFileSync(new URL('../support/fixtures/openaiChat.sse', import.meta.url));
const model = 'bge-small';

/** What such a server is asked for the vectors of texts. */
interface EmbedBody {
  readonly model: string;
  readonly input: readonly string[];
}

/** A vector that tells which text it belongs to, listed last to first as vLLM may do. */
function vectors({ body }: ScriptedRequest): HttpReply {
  const { input } = body as EmbedBody;
  const data = input.map((text, index) => ({ index, embedding: [Number(text.slice(5)), 0.5] }));
  return jsonReply({ object: 'list', model, data: data.reverse(), usage: { prompt_tokens: 7 } });
}

/** Runs a test against a client whose one host is an OpenAI-compatible server. */
async function withEngine(
  embed: (request: ScriptedRequest) => HttpReply | Promise<HttpReply>,
  test: (context: ScriptedClient) => Promise<void>,
): Promise<void> {
  const script = (request: ScriptedRequest): HttpReply | Promise<HttpReply> => {
    if (request.path === '/v1/embeddings') return embed(request);
    if (request.path === '/v1/models') return jsonReply({ data: [{ id: model }] });
    assert.equal(request.path, '/v1/chat/completions');
    return { headers: { 'Content-Type': 'text/event-stream' }, body: [chat] };
  };
  await withClient({ script }, async (context) => {
    context.change({ host: `${context.server.url}/v1` });
    await test(context);
  });
}

describe('vectors from an OpenAI-compatible server', () => {
  const { signal } = new AbortController();
  const texts = Array.from({ length: 70 }, (_, index) => `text ${index}`);

  it('come in the order of the texts, a batch a request, however the server lists them', async () => {
    await withEngine(vectors, async ({ client, server }) => {
      const found = await client.embed(model, texts, signal);
      assert.deepEqual(
        found.map(([first]) => first),
        texts.map((_, index) => index),
      );
      const bodies = server.to('/v1/embeddings').map(({ body }) => body as EmbedBody);
      assert.deepEqual(
        bodies.map(({ input }) => input.length),
        [32, 32, 6],
      );
      assert.ok(bodies.every((body) => body.model === model));
      assert.ok(server.requests.every(({ path }) => path.startsWith('/v1/')));
    });
  });

  it('let what somebody waits for go first, between two batches', async () => {
    let first = (): void => undefined;
    const held = new Promise<void>((resolve) => (first = resolve));
    const slow = async (request: ScriptedRequest): Promise<HttpReply> => {
      await held;
      return vectors(request);
    };
    await withEngine(slow, async ({ client, server }) => {
      const embedding = client.embed(model, texts, signal);
      await server.arrival('/v1/embeddings');
      const answer = client.model.generate(say('x', { lane: 'interactive', model }));
      while (client.stats().queued === 0) await new Promise((resolve) => setImmediate(resolve));
      first();
      await Promise.all([embedding, answer]);
      const kinds = server.requests.map(({ path }) => path.slice(4));
      assert.deepEqual(kinds, ['embeddings', 'chat/completions', ...['embeddings', 'embeddings']]);
    });
  });

  for (const [what, reply, code] of [
    ['too few of them', jsonReply({ data: [{ index: 0, embedding: [1] }] }), 'protocol-error'],
    ['no list', jsonReply({ object: 'error' }), 'protocol-error'],
    ['a key that is refused', jsonReply({ error: { message: 'bad key' } }, 401), 'host-refused'],
    [
      'a model it has not',
      jsonReply({ error: { message: 'The model `bge-small` does not exist.' } }, 404),
      'model-missing',
    ],
    ['an overload', jsonReply({ error: { message: 'overloaded' } }, 503), 'host-busy'],
  ] as const) {
    it(`are an error with a next step where the server answers with ${what}`, async () => {
      await withEngine(
        () => reply,
        async ({ client, server }) => {
          await failing(client.embed(model, ['text 1', 'text 2'], signal), code);
          assert.equal(server.to('/v1/embeddings').length, 1);
          assert.deepEqual([client.stats().inFlight, client.stats().queued], [0, 0]);
        },
      );
    });
  }

  it('are given up when nobody wants them: the server sees it, the permit is back', async () => {
    const controller = new AbortController();
    let calls = 0;
    const stall = (request: ScriptedRequest): HttpReply =>
      calls++ === 0 ? { drop: 'stall' } : vectors(request);
    await withEngine(stall, async ({ client, server }) => {
      const embedding = client.embed(model, texts, controller.signal);
      const { index } = await server.arrival('/v1/embeddings');
      controller.abort();
      await assert.rejects(embedding, { name: 'AbortError' });
      await server.closed(index);
      assert.equal((await client.embed(model, ['text 5'], signal))[0]?.[0], 5);
    });
  });
});
