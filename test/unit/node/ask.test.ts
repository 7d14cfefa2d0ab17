import assert from 'node:assert/strict';
import { ask, exitCodes } from '../../../src/node/ask.ts';
import { withCore } from '../../support/scriptedCore.ts';

describe('asking without an editor', () => {
  const options = { task: 'secret', mode: 'chat', apply: 'never' } as const;
  const { signal } = new AbortController();

  it('ends with the code for wrong usage when text may not leave the machine', async () => {
    await withCore({ isElsewhere: true }, async ({ caravan, server, events }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.usage);
      const end = events.at(-1);
      assert.ok(end?.type === 'run-end');
      assert.match(end.error?.next?.message ?? '', /--allow-remote/);
      assert.equal(server.requests.length, 0);
    });
  });

  it('ends with the same code for a model that runs elsewhere', async () => {
    const models = [{ name: 'scripted:1b', remoteHost: 'https://ollama.com' }];
    await withCore({ models }, async ({ caravan, server }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.usage);
      assert.equal(server.chats().length, 0);
    });
  });

  it('goes there when that is allowed', async () => {
    const ports = { askConsent: async () => true };
    await withCore({ isElsewhere: true, ports }, async ({ caravan, server }) => {
      const { exitCode } = await ask(caravan, options, () => undefined, signal);
      assert.equal(exitCode, exitCodes.done);
      assert.ok(server.chats().length > 0);
    });
  });
});
