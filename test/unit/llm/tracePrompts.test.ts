import assert from 'node:assert/strict';
import { say, withClient } from '../../support/scriptedClient.ts';
import { until } from '../../support/scriptedPool.ts';

describe('prompts in the trace', () => {
  const reply = (): object => ({ text: 'canary reply', thinking: 'canary thought' });
  const models = [{ name: 'scripted:1b', capabilities: ['completion', 'thinking'] }];
  const prompt = say('canary prompt', { think: true });
  type Record = { readonly [key: string]: unknown };

  it('are not there, not a byte of them, unless the user asks', async () => {
    await withClient({ models, reply }, async ({ client }) => {
      await client.model.generate(prompt);
      assert.equal(client.trace().length, 1);
      assert.ok(!JSON.stringify(client.trace()).includes('canary'));
    });
  });

  it('are there with the replies once the user asks, and go when it is turned off', async () => {
    await withClient({ models, reply }, async ({ client, change }) => {
      await client.model.generate(prompt);
      change({ tracePrompts: true });
      await client.model.generate(prompt);
      const [before, after] = client.trace() as readonly Record[];
      assert.ok(!JSON.stringify(before).includes('canary'));
      assert.deepEqual(after?.['prompt'], [{ role: 'user', content: 'canary prompt' }]);
      assert.deepEqual([after['reply'], after['thinking']], ['canary reply', 'canary thought']);
      assert.deepEqual(JSON.parse(JSON.stringify(after)), after);
      change({ tracePrompts: false });
      assert.equal(client.trace().length, 2);
      assert.ok(!JSON.stringify(client.trace()).includes('canary'));
      change({ tracePrompts: true });
      assert.ok(!JSON.stringify(client.trace()).includes('canary'));
    });
  });

  it('are kept of a call that was cancelled, as far as it came', async () => {
    const settings = { tracePrompts: true };
    const slow = (): object => ({ text: 'canary and more', tokenDelayMs: 20 });
    await withClient({ settings, reply: slow }, async ({ client }) => {
      const controller = new AbortController();
      let text = '';
      const call = client.model.generate({ ...prompt, signal: controller.signal }, (event) => {
        if (event.type === 'text-delta') text += event.text;
      });
      await until(() => text !== '');
      controller.abort();
      await assert.rejects(call, { name: 'AbortError' });
      const [record] = client.trace() as readonly Record[];
      assert.equal(record?.['outcome'], 'cancelled');
      assert.ok(String(record['reply']).startsWith('canary'));
    });
  });

  it('are not kept of a call that ends after it was turned off', async () => {
    let release = (): void => undefined;
    const held = new Promise<string>((resolve) => (release = () => resolve('canary')));
    const settings = { tracePrompts: true };
    await withClient({ settings, reply: () => held }, async ({ client, server, change }) => {
      const call = client.model.generate(say('canary'));
      await server.arrival('/api/chat');
      change({ tracePrompts: false });
      release();
      await call;
      assert.equal(client.trace().length, 1);
      assert.ok(!JSON.stringify(client.trace()).includes('canary'));
    });
  });
});
