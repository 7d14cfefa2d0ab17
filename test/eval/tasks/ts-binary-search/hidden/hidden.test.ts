import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binarySearch } from '../src/binarySearch.ts';

test('finds every value', () => {
  const sorted = [-4, 0, 2, 9, 11, 30];
  assert.deepEqual(
    sorted.map((value) => binarySearch(sorted, value)),
    [0, 1, 2, 3, 4, 5],
  );
});

test('finds the only value', () => {
  assert.equal(binarySearch([4], 4), 0);
});

test('misses what is not there', () => {
  assert.equal(binarySearch([1, 3, 5], 0), -1);
  assert.equal(binarySearch([1, 3, 5], 4), -1);
  assert.equal(binarySearch([1, 3, 5], 6), -1);
  assert.equal(binarySearch([], 6), -1);
});
