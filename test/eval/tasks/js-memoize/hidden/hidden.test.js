import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoize } from '../src/memoize.js';

test('computes once', () => {
  let calls = 0;
  const square = memoize((n) => {
    calls++;
    return n * n;
  });
  assert.deepEqual([square(3), square(3), square(4)], [9, 9, 16]);
  assert.equal(calls, 2);
});

test('remembers undefined and zero', () => {
  let calls = 0;
  const nothing = memoize((value) => {
    calls++;
    return value;
  });
  nothing(0);
  nothing(0);
  assert.equal(calls, 1);
});

test('keeps lists of arguments apart', () => {
  const count = memoize((...args) => args.length);
  assert.equal(count('x,y'), 1);
  assert.equal(count('x', 'y'), 2);
});

test('tries again after a failure', () => {
  let calls = 0;
  const once = memoize(() => {
    calls++;
    if (calls === 1) throw new Error('first');
    return calls;
  });
  assert.throws(() => once('a'));
  assert.equal(once('a'), 2);
});
