import assert from 'node:assert/strict';
import { holdTime, toKeepAlive } from '../../../src/llm/keepAlive.ts';
import { say, withClient } from '../../support/scriptedClient.ts';

describe('holding a model for a run', () => {
  const { signal } = new AbortController();
  const settings = { keepAlive: '1m' };
  const kept = (chats: readonly { keep_alive?: unknown }[]): readonly unknown[] =>
    chats.map((chat) => chat.keep_alive);

  it('keeps it in memory for every call of the model, and lets go afterwards', async () => {
    await withClient({ settings }, async ({ client, server }) => {
      client.hold('run');
      await client.model.generate(say('x', { affinity: 'run' }));
      await client.model.generate(say('y'));
      await client.release('run', signal);
      await client.model.generate(say('z'));
      assert.deepEqual(kept(server.chats()), ['2h', '2h', '1m', '1m']);
      const release = server.chats()[2];
      assert.deepEqual(release?.messages, []);
      assert.equal(release.options?.['num_ctx'], server.chats()[0]?.options?.['num_ctx']);
    });
  });

  it('goes on while another run holds the model', async () => {
    await withClient({ settings }, async ({ client, server }) => {
      for (const affinity of ['a', 'b']) {
        client.hold(affinity);
        await client.model.generate(say('x', { affinity }));
      }
      await client.release('a', signal);
      assert.equal(server.chats().length, 2);
      await client.release('b', signal);
      assert.equal(server.chats().length, 3);
    });
  });

  it('asks nothing where nothing was used, and loads nothing that has gone', async () => {
    await withClient({ settings }, async ({ client, server }) => {
      client.hold('run');
      await client.release('run', signal);
      await client.release('unknown', signal);
      assert.equal(server.requests.length, 0);
      client.hold('run');
      await client.model.generate(say('x', { affinity: 'run' }));
      server.setLoaded('scripted:1b', false);
      await client.release('run', signal);
      assert.equal(server.chats().length, 1);
    });
  });

  it('does not fail when the server has gone', async () => {
    await withClient({ settings }, async ({ client, server }) => {
      client.hold('run');
      await client.model.generate(say('x', { affinity: 'run' }));
      await server.close();
      await client.release('run', signal);
    });
  });

  it('never shortens what the settings ask for', () => {
    assert.equal(holdTime('24h'), '24h');
    assert.equal(holdTime('-1m'), '-1m');
    assert.equal(holdTime('1h30m'), '2h');
    assert.equal(holdTime('0'), '2h');
    assert.deepEqual(['300', '-1', '30m'].map(toKeepAlive), [300, -1, '30m']);
  });
});
