import assert from 'node:assert/strict';
import type { ModelRequest } from '../../../src/llm/model.ts';
import type { ModelSettings } from '../../../src/llm/modelSettings.ts';
import { say, withClient } from '../../support/scriptedClient.ts';

const names = ['temperature', 'top_p', 'top_k', 'min_p', 'repeat_penalty'];

/** The sampling values that reach the server. */
async function sent(
  family: string,
  request: Partial<ModelRequest> = {},
  temperature: ModelSettings['temperature'] = 'auto',
): Promise<Readonly<Record<string, unknown>>> {
  const models = [{ name: 'scripted:1b', family, capabilities: ['completion', 'thinking'] }];
  let options: Readonly<Record<string, unknown>> = {};
  await withClient({ models, settings: { temperature } }, async ({ client, server }) => {
    await client.model.generate(say('x', request));
    options = server.chats()[0]?.options ?? {};
  });
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
}

describe('sampling values', () => {
  it('are those of the family, thinking or not', async () => {
    const qwen3 = { top_k: 20, min_p: 0, repeat_penalty: 1 };
    const thinking = { temperature: 0.6, top_p: 0.95 };
    const answering = { temperature: 0.7, top_p: 0.8 };
    assert.deepEqual(await sent('qwen3'), { ...qwen3, ...answering });
    assert.deepEqual(await sent('qwen3', { think: true }), { ...qwen3, ...thinking });
    assert.deepEqual(await sent('qwen3moe', { think: true }), { ...qwen3, ...thinking });
    assert.deepEqual(await sent('qwen2'), { ...answering, repeat_penalty: 1 });
    assert.deepEqual(await sent('llama', { think: true }), { ...thinking, repeat_penalty: 1 });
  });

  it('stay as they were for a family nobody has given values for, whatever the name', async () => {
    for (const family of ['llama', 'qwen3-made-up', 'constructor']) {
      assert.deepEqual(await sent(family), { temperature: 0.2, repeat_penalty: 1 });
    }
  });

  it('give way to the temperature of the settings, also to 0', async () => {
    assert.equal((await sent('qwen3', {}, 0))['temperature'], 0);
    assert.equal((await sent('llama', {}, 1.1))['temperature'], 1.1);
    assert.equal((await sent('qwen3', {}, 0))['top_p'], 0.8);
  });

  it('make a further sample differ, and one that is free already no less free', async () => {
    const sample = { temperature: 0.7 };
    assert.equal((await sent('llama', sample))['temperature'], 0.7);
    assert.equal((await sent('llama', sample, 0))['temperature'], 0.7);
    assert.equal((await sent('llama', sample, 1.2))['temperature'], 1.2);
  });

  it('take the architecture where the server names no family', async () => {
    const body = JSON.stringify({
      capabilities: ['completion'],
      model_info: { 'general.architecture': 'qwen2' },
    });
    const headers = { 'Content-Type': 'application/json' };
    await withClient(
      {
        settings: { temperature: 'auto' },
        script: ({ path }) => (path === '/api/show' ? { headers, body } : undefined),
      },
      async ({ client, server }) => {
        await client.model.generate(say('x'));
        assert.equal(server.chats()[0]?.options?.['top_p'], 0.8);
      },
    );
  });
});
