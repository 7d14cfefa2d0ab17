import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupBy } from '../groupBy.js';

test('groups items', () => {
  const groups = groupBy([1, 2, 3, 4], (n) => (n % 2 === 0 ? 'even' : 'odd'));
  assert.deepEqual([...groups], [['odd', [1, 3]], ['even', [2, 4]]]);
});

test('returns a Map', () => {
  assert.ok(groupBy([], (x) => x) instanceof Map);
  assert.equal(groupBy([], (x) => x).size, 0);
});

test('keeps keys of other types apart', () => {
  const groups = groupBy([1, '1'], (x) => x);
  assert.equal(groups.size, 2);
  assert.deepEqual(groups.get(1), [1]);
});

test('gives the index', () => {
  const groups = groupBy(['a', 'b', 'c'], (_item, index) => index < 2);
  assert.deepEqual(groups.get(true), ['a', 'b']);
});
