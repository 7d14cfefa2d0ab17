import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapLimit } from '../src/mapLimit.ts';

const tick = (turns: number): Promise<void> =>
  turns === 0 ? Promise.resolve() : new Promise((done) => setImmediate(() => void tick(turns - 1).then(done)));

test('keeps the order', async () => {
  const results = await mapLimit([5, 1, 3], 2, async (turns) => {
    await tick(turns);
    return turns * 2;
  });
  assert.deepEqual(results, [10, 2, 6]);
});

test('uses the limit fully', async () => {
  let running = 0;
  let most = 0;
  await mapLimit([1, 2, 3, 4, 5, 6], 3, async () => {
    running++;
    most = Math.max(most, running);
    await tick(2);
    running--;
  });
  assert.equal(most, 3);
});

test('calls the function once for each item', async () => {
  const seen: number[] = [];
  await mapLimit([1, 2, 3], 2, async (n) => void seen.push(n));
  assert.deepEqual(seen.sort(), [1, 2, 3]);
});

test('rejects when one fails', async () => {
  await assert.rejects(
    mapLimit([1], 1, async () => {
      throw new Error('one');
    }),
    /one/,
  );
});
