import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { mapLimit } from '../src/mapLimit.ts';

test('keeps the order of the items', async () => {
  const results = await mapLimit([30, 1, 10], 3, async (ms) => {
    await wait(ms);
    return ms;
  });
  assert.deepEqual(results, [30, 1, 10]);
});

test('runs as many as the limit, not more', async () => {
  let running = 0;
  let most = 0;
  await mapLimit([1, 2, 3, 4, 5], 2, async () => {
    running++;
    most = Math.max(most, running);
    await wait(2);
    running--;
  });
  assert.equal(most, 2);
});

test('rejects when one fails', async () => {
  await assert.rejects(
    mapLimit([1, 2], 1, async (n) => {
      if (n === 2) throw new Error('two');
      return n;
    }),
    /two/,
  );
});

test('maps nothing', async () => {
  assert.deepEqual(await mapLimit([], 3, async (n) => n), []);
});
