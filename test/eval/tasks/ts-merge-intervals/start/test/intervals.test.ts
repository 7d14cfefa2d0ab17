import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeIntervals } from '../src/intervals.ts';

test('joins overlapping intervals', () => {
  assert.deepEqual(mergeIntervals([[1, 4], [2, 6], [8, 9]]), [[1, 6], [8, 9]]);
});

test('joins touching intervals', () => {
  assert.deepEqual(mergeIntervals([[1, 2], [2, 3]]), [[1, 3]]);
});

test('keeps the larger end', () => {
  assert.deepEqual(mergeIntervals([[1, 10], [2, 3]]), [[1, 10]]);
});

test('sorts first and leaves the input alone', () => {
  const input: [number, number][] = [[5, 6], [1, 2]];
  assert.deepEqual(mergeIntervals(input), [[1, 2], [5, 6]]);
  assert.deepEqual(input, [[5, 6], [1, 2]]);
});
