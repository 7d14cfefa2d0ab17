import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeIntervals } from '../src/intervals.ts';

test('joins overlapping and touching intervals', () => {
  assert.deepEqual(mergeIntervals([[1, 4], [2, 6], [6, 7], [9, 9]]), [[1, 7], [9, 9]]);
});

test('keeps the larger end', () => {
  assert.deepEqual(mergeIntervals([[1, 10], [2, 3], [4, 5]]), [[1, 10]]);
});

test('sorts', () => {
  assert.deepEqual(mergeIntervals([[10, 12], [2, 3], [0, 1]]), [[0, 1], [2, 3], [10, 12]]);
});

test('leaves the input alone', () => {
  const input: [number, number][] = [[5, 6], [1, 2]];
  mergeIntervals(input);
  assert.deepEqual(input, [[5, 6], [1, 2]]);
});
