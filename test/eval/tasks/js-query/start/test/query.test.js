import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../src/query.js';

test('reads pairs', () => {
  assert.deepEqual(parseQuery('a=1&b=2'), { a: '1', b: '2' });
});

test('reads nothing', () => {
  assert.deepEqual(parseQuery(''), {});
});
