import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepEqual } from './deepEqual.js';

test('compares nested values', () => {
  assert.equal(deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), true);
  assert.equal(deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }), false);
});

test('sees keys that only one side has', () => {
  assert.equal(deepEqual({ a: 1 }, { a: 1, b: 2 }), false);
  assert.equal(deepEqual({ a: undefined }, { b: 1 }), false);
});

test('knows null', () => {
  assert.equal(deepEqual(null, {}), false);
  assert.equal(deepEqual({ a: null }, { a: null }), true);
});

test('takes NaN as equal to itself', () => {
  assert.equal(deepEqual(NaN, NaN), true);
});

test('keeps arrays and objects apart', () => {
  assert.equal(deepEqual([], {}), false);
});
