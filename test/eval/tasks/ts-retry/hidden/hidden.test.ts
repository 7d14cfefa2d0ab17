import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.ts';

test('returns the result of the first success', async () => {
  let calls = 0;
  const result = await retry(async () => {
    calls++;
    return 'ok';
  }, 3);
  assert.equal(result, 'ok');
  assert.equal(calls, 1);
});

test('tries again after a failure', async () => {
  let calls = 0;
  const result = await retry(async () => {
    calls++;
    if (calls < 3) throw new Error('not yet');
    return calls;
  }, 3);
  assert.equal(result, 3);
});

test('rejects with the last error', async () => {
  let calls = 0;
  await assert.rejects(
    retry(async () => {
      calls++;
      throw new Error(`failure ${calls}`);
    }, 2),
    /failure 2/,
  );
  assert.equal(calls, 2);
});

test('refuses less than one attempt', async () => {
  let calls = 0;
  await assert.rejects(
    retry(async () => calls++, 0),
    RangeError,
  );
  assert.equal(calls, 0);
});
