import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CaravanError } from '../../../src/base/errors.ts';
import { readAccessKeys } from '../../../src/node/accessKeys.ts';

describe('access keys from the environment', () => {
  const host = 'https://gpu.example:8443/v1';

  it('give a bare key to the origin of the first host and to no other', async () => {
    const key = readAccessKeys(' sk-1 ', host);
    assert.equal(await key('https://gpu.example:8443'), 'sk-1');
    assert.equal(await key('https://gpu.example'), undefined);
    assert.equal(await key('http://gpu.example:8443'), undefined);
  });

  it('give each host that is named its own', async () => {
    const key = readAccessKeys('https://a.example/v1=sk-a http://b.example:1=sk=b==', host);
    assert.equal(await key('https://a.example'), 'sk-a');
    assert.equal(await key('http://b.example:1'), 'sk=b==');
    assert.equal(await key('https://gpu.example:8443'), undefined);
  });

  it('are none without the variable', async () => {
    assert.equal(await readAccessKeys(undefined, host)('https://gpu.example:8443'), undefined);
  });

  it('are refused without a word of them when they contradict', () => {
    for (const text of ['canary-1 canary-2', 'https://a=canary https://a=canary']) {
      assert.throws(
        () => readAccessKeys(text, host),
        (error) =>
          error instanceof CaravanError &&
          error.code === 'invalid-argument' &&
          error.next !== undefined &&
          !inspect(error).includes('canary'),
      );
    }
  });
});
