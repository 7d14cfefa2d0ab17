import assert from 'node:assert/strict';
import { say, withClient } from '../../support/scriptedClient.ts';

describe('choosing a model by role', () => {
  const models = ['default:1b', 'small:1b', 'large:7b', 'review:latest'];
  const roles = {
    coder: { low: 'small:1b', high: 'large:7b' },
    reviewer: 'review',
    tester: 'gone:3b',
    planner: { low: 'small:1b' },
    empty: '',
  };
  const settings = { model: 'default:1b', roles };

  it('takes the model of the role and of how hard the task is, else the default', async () => {
    await withClient({ models, settings }, async ({ client }) => {
      const ask = async (more: Parameters<typeof say>[1]): Promise<string> =>
        (await client.model.generate(say('x', more))).model;
      assert.equal(await ask({ role: 'coder', complexity: 'low' }), 'small:1b');
      assert.equal(await ask({ role: 'coder' }), 'large:7b');
      assert.equal(await ask({ label: 'reviewer' }), 'review');
      assert.equal(await ask({ role: 'coder', model: 'review' }), 'review');
      for (const role of ['tester', 'planner', 'empty', 'unknown', 'toString', '__proto__']) {
        assert.equal(await ask({ role }), 'default:1b', role);
      }
    });
  });

  it('asks for the list once, and again after the settings changed', async () => {
    await withClient({ models, settings }, async ({ client, server, change }) => {
      for (let call = 0; call < 3; call++) {
        await client.model.generate(say('x', { role: 'coder' }));
      }
      assert.equal(server.to('/api/tags').length, 1);
      change({ roles: { coder: 'small:1b' } });
      assert.equal((await client.model.generate(say('x', { role: 'coder' }))).model, 'small:1b');
      assert.equal(server.to('/api/tags').length, 2);
    });
  });
});
