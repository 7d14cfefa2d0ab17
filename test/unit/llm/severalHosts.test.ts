import assert from 'node:assert/strict';
import { createScriptedOllama } from '../../support/scriptedOllama.ts';
import { say, withClient } from '../../support/scriptedClient.ts';

describe('models of several hosts', () => {
  const { signal } = new AbortController();

  it('are listed once, with the hosts that have them', async () => {
    const other = await createScriptedOllama({ models: ['scripted:1b', 'other:2b'] });
    try {
      await withClient(
        { models: ['own:1b', 'scripted:1b'], settings: { moreHosts: [{ url: other.url }] } },
        async ({ client, server }) => {
          const models = await client.catalog.list(signal);
          assert.deepEqual(Object.fromEntries(models.map(({ name, hosts }) => [name, hosts])), {
            'own:1b': [server.url],
            'scripted:1b': [server.url, other.url],
            'other:2b': [other.url],
          });
          const states = await client.catalog.status(signal);
          assert.deepEqual(
            states.map(({ url, kind, state }) => [url, kind, state]),
            [
              [server.url, 'ollama', 'up'],
              [other.url, 'ollama', 'up'],
            ],
          );
        },
      );
    } finally {
      await other.close();
    }
  });

  it('are used wherever they are', async () => {
    const other = await createScriptedOllama({ models: ['other:2b'] });
    const settings = { model: 'other:2b', moreHosts: [{ url: other.url }] };
    try {
      await withClient({ settings }, async ({ client, server }) => {
        const { name, hosts } = await client.catalog.resolveDefault(signal);
        assert.deepEqual([name, hosts], ['other:2b', [other.url]]);
        assert.equal((await client.model.generate(say('x'))).host, other.url);
        assert.equal(server.chats().length, 0);
      });
    } finally {
      await other.close();
    }
  });

  it('are found while one host is gone', async () => {
    const gone = await createScriptedOllama();
    await gone.close();
    const settings = { moreHosts: [{ url: gone.url }] };
    await withClient({ settings }, async ({ client, server }) => {
      assert.deepEqual((await client.catalog.resolveDefault(signal)).hosts, [server.url]);
      const [, other] = await client.catalog.status(signal);
      assert.equal(other?.state, 'down');
      assert.equal(other.problem?.code, 'host-unreachable');
    });
  });

  it('are removed from one host only', async () => {
    const other = await createScriptedOllama();
    const settings = { moreHosts: [{ url: other.url }] };
    try {
      await withClient({ settings }, async ({ client, server }) => {
        await client.catalog.delete('scripted:1b', other.url, signal);
        const [model, ...rest] = await client.catalog.list(signal);
        assert.deepEqual([model?.hosts, rest.length], [[server.url], 0]);
        await assert.rejects(client.catalog.delete('scripted:1b', other.url, signal), {
          code: 'model-missing',
        });
      });
    } finally {
      await other.close();
    }
  });
});
