import assert from 'node:assert/strict';
import { test } from 'node:test';
import { truncate } from '../src/truncate.ts';

test('cuts at a word', () => {
  assert.equal(truncate('hello brave world', 12, true), 'hello brave…');
  assert.equal(truncate('hello brave world', 9, true), 'hello…');
});

test('still cuts in a word', () => {
  assert.equal(truncate('hello brave world', 9), 'hello br…');
});

test('cuts a single long word', () => {
  assert.equal(truncate('extraordinary', 6, true), 'extra…');
});

test('keeps short texts', () => {
  assert.equal(truncate('short', 10, true), 'short');
  assert.equal(truncate('exact', 5, true), 'exact');
});
