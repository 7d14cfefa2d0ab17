import assert from 'node:assert/strict';
import { test } from 'node:test';
import { truncate } from '../src/truncate.ts';

test('keeps short texts', () => {
  assert.equal(truncate('short', 10), 'short');
});

test('cuts long texts', () => {
  assert.equal(truncate('hello brave world', 9), 'hello br…');
});
