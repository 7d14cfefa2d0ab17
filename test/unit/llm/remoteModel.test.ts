import assert from 'node:assert/strict';
import { say, withClient } from '../../support/scriptedClient.ts';
import { failing } from '../../support/scriptedPool.ts';

describe('a model that runs elsewhere', () => {
  const models = [{ name: 'scripted:1b', remoteHost: 'https://ollama.com' }];
  const { signal } = new AbortController();

  it('is shown as such, and gets nothing before the user agreed', async () => {
    await withClient({ models }, async ({ client, server }) => {
      const [model] = await client.catalog.list(signal);
      assert.equal(model?.remoteHost, 'https://ollama.com');
      const error = await failing(client.model.generate(say('secret')), 'model-remote');
      assert.match(error.message, /runs on https:\/\/ollama\.com/);
      await failing(client.embed('scripted:1b', ['secret'], signal), 'model-remote');
      assert.ok(server.requests.every(({ rawBody }) => !rawBody.includes('secret')));
    });
  });

  it('is asked once the user agreed to that host', async () => {
    let agreed = '';
    const mayRunAt = (remoteHost: string): boolean => remoteHost === agreed;
    await withClient({ models, mayRunAt }, async ({ client }) => {
      await failing(client.model.generate(say('x')), 'model-remote');
      agreed = 'https://ollama.com';
      assert.equal((await client.model.generate(say('x'))).text, 'x');
    });
  });
});
