import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../src/query.js';

test('reads pairs', () => {
  assert.deepEqual({ ...parseQuery('a=1&b=2') }, { a: '1', b: '2' });
  assert.deepEqual({ ...parseQuery('') }, {});
});

test('collects repeated keys', () => {
  assert.deepEqual({ ...parseQuery('a=1&b=2&a=3&a=4') }, { a: ['1', '3', '4'], b: '2' });
});

test('gives true to keys alone', () => {
  assert.deepEqual({ ...parseQuery('verbose&a=') }, { verbose: true, a: '' });
});

test('ignores a question mark', () => {
  assert.deepEqual({ ...parseQuery('?a=1') }, { a: '1' });
});

test('decodes values', () => {
  assert.deepEqual({ ...parseQuery('q=a+b%26c') }, { q: 'a b&c' });
});
