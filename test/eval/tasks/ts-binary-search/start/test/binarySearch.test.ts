import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binarySearch } from '../src/binarySearch.ts';

test('finds the middle', () => {
  assert.equal(binarySearch([1, 3, 5], 3), 1);
});

test('finds what is not in the middle', () => {
  assert.equal(binarySearch([1, 3, 5, 7], 1), 0);
  assert.equal(binarySearch([1, 3, 5, 7], 7), 3);
  assert.equal(binarySearch([1, 3, 5, 7], 5), 2);
});

test('finds the only value', () => {
  assert.equal(binarySearch([4], 4), 0);
});

test('says when a value is missing', () => {
  assert.equal(binarySearch([1, 3, 5], 4), -1);
  assert.equal(binarySearch([], 4), -1);
});
