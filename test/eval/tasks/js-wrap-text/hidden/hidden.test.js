import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapText } from '../wrapText.js';

test('breaks at spaces', () => {
  assert.deepEqual(wrapText('the quick brown fox', 10), ['the quick', 'brown fox']);
});

test('counts several spaces as one', () => {
  assert.deepEqual(wrapText('a  bb   ccc', 4), ['a bb', 'ccc']);
});

test('gives a long word its own line', () => {
  assert.deepEqual(wrapText('extraordinary day', 5), ['extraordinary', 'day']);
});

test('gives no lines for no text', () => {
  assert.deepEqual(wrapText('', 5), []);
});

test('fills a line exactly', () => {
  assert.deepEqual(wrapText('ab cd ef', 5), ['ab cd', 'ef']);
});
