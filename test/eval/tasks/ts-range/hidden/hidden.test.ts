import assert from 'node:assert/strict';
import { test } from 'node:test';
import { range } from '../src/range.ts';

test('counts up as before', () => {
  assert.deepEqual(range(2, 5), [2, 3, 4]);
  assert.deepEqual(range(3, 3), []);
});

test('takes steps', () => {
  assert.deepEqual(range(0, 10, 3), [0, 3, 6, 9]);
  assert.deepEqual(range(0, 9, 3), [0, 3, 6]);
});

test('counts down', () => {
  assert.deepEqual(range(5, 0, -2), [5, 3, 1]);
  assert.deepEqual(range(3, 0, -1), [3, 2, 1]);
});

test('is empty in the wrong direction', () => {
  assert.deepEqual(range(0, 5, -1), []);
  assert.deepEqual(range(5, 0), []);
});

test('refuses a step of zero', () => {
  assert.throws(() => range(0, 5, 0), RangeError);
});
