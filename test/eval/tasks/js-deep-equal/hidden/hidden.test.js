import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepEqual } from '../deepEqual.js';

test('compares primitives', () => {
  assert.equal(deepEqual(1, 1), true);
  assert.equal(deepEqual(1, '1'), false);
  assert.equal(deepEqual(NaN, NaN), true);
});

test('compares nested values', () => {
  assert.equal(deepEqual([[1], { x: [2] }], [[1], { x: [2] }]), true);
  assert.equal(deepEqual([[1], { x: [2] }], [[1], { x: [3] }]), false);
});

test('sees different keys', () => {
  assert.equal(deepEqual({}, { a: undefined }), false);
  assert.equal(deepEqual([1, 2], [1]), false);
});

test('knows null and arrays', () => {
  assert.equal(deepEqual(null, {}), false);
  assert.equal(deepEqual({}, null), false);
  assert.equal(deepEqual([], {}), false);
});
