import assert from 'node:assert/strict';
import type { ConsentRequest } from '../../../src/app/index.ts';
import { rememberConsent } from '../../../src/vscode/consentMemory.ts';

describe('what the user agreed to', () => {
  const gpu: ConsentRequest = { kind: 'host', origin: 'http://gpu:1', isEncrypted: false };
  const cloud: ConsentRequest = { kind: 'model', model: 'big', remoteHost: 'https://ollama.com' };

  /** A store that outlives windows, and a user who answers as told. */
  function world(answers: readonly boolean[], kept?: unknown) {
    const values = new Map<string, unknown>(kept === undefined ? [] : [['caravan.consent', kept]]);
    const asked: ConsentRequest[] = [];
    const store = {
      get: (key: string) => values.get(key),
      update: async (key: string, value: unknown) => void values.set(key, value),
    };
    const window = () =>
      rememberConsent(store, async (request) => answers[asked.push(request) - 1] ?? false);
    return { asked, window };
  }

  it('is asked once and kept for the next window', async () => {
    const { asked, window } = world([true, true]);
    const ask = window();
    assert.equal(await ask(gpu), true);
    assert.equal(await ask(cloud), true);
    assert.equal(await window()(gpu), true);
    assert.equal(await window()(cloud), true);
    assert.deepEqual(asked, [gpu, cloud]);
  });

  it('is asked for each origin and each model', async () => {
    const { asked, window } = world([true, true, true, true]);
    const ask = window();
    await ask(gpu);
    await ask({ ...gpu, origin: 'https://gpu:1' });
    await ask(cloud);
    await ask({ ...cloud, model: 'bigger' });
    assert.equal(asked.length, 4);
  });

  it('is asked again after a refusal', async () => {
    const { asked, window } = world([false, true]);
    const ask = window();
    assert.equal(await ask(gpu), false);
    assert.equal(await ask(gpu), true);
    assert.equal(asked.length, 2);
  });

  it('is asked again for a secret in the next window', async () => {
    const { asked, window } = world([true, true]);
    const secret: ConsentRequest = { kind: 'secret', found: [], ids: ['a'] };
    assert.equal(await window()(secret), true);
    assert.equal(await window()(secret), true);
    assert.equal(asked.length, 2);
  });

  it('keeps both of two answers that were given at the same time', async () => {
    const { asked, window } = world([true, true]);
    const ask = window();
    await Promise.all([ask(gpu), ask(cloud)]);
    await Promise.all([ask(gpu), ask(cloud)]);
    assert.equal(asked.length, 2);
  });

  it('is not taken from a store with something else in it', async () => {
    for (const kept of ['host http://gpu:1', { 0: 'host http://gpu:1' }, [1, null]]) {
      const { asked, window } = world([false], kept);
      assert.equal(await window()(gpu), false);
      assert.equal(asked.length, 1);
    }
  });
});
