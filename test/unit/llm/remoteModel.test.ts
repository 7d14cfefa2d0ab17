import assert from 'node:assert/strict';
import { say, withClient } from '../../support/scriptedClient.ts';
import type { HttpReply } from '../../support/scriptedHttp.ts';
import { failing } from '../../support/scriptedPool.ts';
import { jsonReply } from '../../support/scriptedReplies.ts';

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

  const elsewhere = { remote_host: 'https://ollama.com' };

  it('is found out by a reply of its own, and the next call asks first', async () => {
    const answer = { message: { content: 'far' }, done: true, done_reason: 'stop', ...elsewhere };
    const asked: string[] = [];
    let agrees = false;
    const mayRunAt = (remoteHost: string): boolean => {
      asked.push(remoteHost);
      return agrees;
    };
    await withClient({ reply: () => jsonReply(answer), mayRunAt }, async ({ client, server }) => {
      await failing(client.model.generate(say('one')), 'model-remote');
      assert.deepEqual(asked, [], 'nothing spoke of it before');
      await failing(client.model.generate(say('two')), 'model-remote');
      assert.deepEqual([asked.length, server.chats().length], [1, 1]);
      agrees = true;
      assert.equal((await client.model.generate(say('three'))).text, 'far');
      assert.equal((await client.model.generate(say('four'))).text, 'far');
    });
  });

  it('is refused too when only the list of models tells', async () => {
    const tags = { models: [{ name: 'scripted:1b', digest: 'd', ...elsewhere }] };
    const script = ({ path }: { readonly path: string }): HttpReply | undefined =>
      path === '/api/tags' ? jsonReply(tags) : undefined;
    await withClient({ script, settings: { model: '' } }, async ({ client, server }) => {
      await failing(client.model.generate(say('secret')), 'model-remote');
      assert.equal(server.chats().length, 0);
    });
  });
});
