import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LruCache } from '../src/lruCache.ts';

test('keeps what fits', () => {
  const cache = new LruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  assert.equal(cache.get('a'), 1);
  assert.equal(cache.get('b'), 2);
  assert.equal(cache.size, 2);
});

test('drops the oldest key', () => {
  const cache = new LruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('c', 3);
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.get('c'), 3);
  assert.equal(cache.size, 2);
});

test('reading counts as use', () => {
  const cache = new LruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  assert.equal(cache.get('a'), 1);
  assert.equal(cache.get('b'), undefined);
});

test('setting again counts as use and drops nothing', () => {
  const cache = new LruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 3);
  assert.equal(cache.size, 2);
  cache.set('c', 4);
  assert.equal(cache.get('a'), 3);
  assert.equal(cache.get('b'), undefined);
});

test('refuses a capacity below one', () => {
  assert.throws(() => new LruCache<string, number>(0), RangeError);
});
