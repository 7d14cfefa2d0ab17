import assert from 'node:assert/strict';
import { CaravanError } from '../../../src/base/errors.ts';
import type { ScriptedOllamaOptions } from '../../support/scriptedOllama.ts';
import { line, jsonReply } from '../../support/scriptedReplies.ts';
import { say, withClient } from '../../support/scriptedClient.ts';
import { withPool } from '../../support/scriptedPool.ts';
import { secretsOf } from '../../../src/app/secretGuard.ts';

const prompt = say('function one() {\n  return ', { suffix: ';\n}\n', maxTokens: 20, seed: 3 });
const models = [{ name: 'scripted:1b', capabilities: ['completion', 'insert'] }];

/** Answers requests for the middle as Ollama does, word by word. */
function filling(...texts: readonly string[]): ScriptedOllamaOptions {
  return {
    models,
    script: ({ path, body }) => {
      if (path !== '/api/generate') return undefined;
      const { model } = body as { model: string };
      const common = { model, created_at: '2026-01-02T03:04:05.6Z' };
      const end = { done_reason: 'stop', prompt_eval_count: 9, eval_count: 2, context: [5, 6] };
      return {
        headers: { 'Content-Type': 'application/x-ndjson' },
        body: [
          ...texts.map((response) => line({ ...common, response, done: false })),
          line({ ...common, response: '', done: true, ...end }),
        ],
      };
    },
  };
}

describe('a request for the middle', () => {
  it('goes to Ollama with prompt and suffix, and streams like any other', async () => {
    await withClient(filling('  1', ' + 0'), async ({ client, server }) => {
      const texts: string[] = [];
      const answer = await client.model.generate(prompt, (event) => {
        if (event.type === 'text-delta') texts.push(event.text);
      });
      assert.equal(answer.text, '  1 + 0');
      assert.deepEqual(texts, ['  1', ' + 0']);
      assert.partialDeepStrictEqual(answer.usage, { promptTokens: 9, replyTokens: 2 });
      const { options, ...body } = server.to('/api/generate')[0]?.body as {
        options: Record<string, unknown>;
      };
      assert.deepEqual(body, {
        model: 'scripted:1b',
        prompt: 'function one() {\n  return ',
        suffix: ';\n}\n',
        stream: true,
        keep_alive: '30m',
      });
      assert.partialDeepStrictEqual(options, { num_ctx: 4096, num_predict: 20, seed: 3 });
      assert.deepEqual(server.chats(), []);
    });
  });

  it('is traced with both texts, and weighed with both', async () => {
    const settings = { tracePrompts: true };
    await withClient({ ...filling('1'), settings }, async ({ client }) => {
      await client.model.generate(prompt);
      assert.partialDeepStrictEqual(client.trace()[0], {
        prompt: [{ content: 'function one() {\n  return ' }, { role: 'suffix', content: ';\n}\n' }],
        reply: '1',
        outcome: 'done',
      });
      const long = say('short', { suffix: 'word '.repeat(10_000) });
      await assert.rejects(
        client.model.generate(long),
        (error) => error instanceof CaravanError && error.code === 'context-overflow',
      );
    });
  });

  it('is looked through for secrets on both sides', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END RSA PRIVATE KEY-----`;
    assert.equal(secretsOf(say('code', { suffix: key })).length, 1);
  });

  it('goes past a server that speaks OpenAI’s protocol, which has nothing of the kind', async () => {
    const openAi: ScriptedOllamaOptions = {
      script: ({ path }) =>
        path === '/v1/models' ? jsonReply({ data: [{ id: 'scripted:1b' }] }) : undefined,
    };
    const fill = {
      model: 'scripted:1b',
      messages: [{ role: 'user', content: 'a' }],
      suffix: 'b',
    };
    await withPool({ servers: [openAi, filling('1')] }, async ({ pool, servers, settings }) => {
      const [first, second] = servers.map(({ url }) => url);
      const hosts = [{ url: `${first ?? ''}/v1` }, { url: second ?? '' }];
      pool.configure({ ...settings, hosts });
      assert.equal((await pool.generate(fill)).text, '1');
      assert.deepEqual(servers[0]?.to('/v1/chat/completions'), []);
      pool.configure({ ...settings, hosts: hosts.slice(0, 1) });
      await assert.rejects(
        pool.generate(fill),
        (error) => error instanceof CaravanError && error.code === 'invalid-argument',
      );
    });
  });
});
