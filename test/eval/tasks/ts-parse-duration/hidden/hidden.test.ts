import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from '../src/parseDuration.ts';

test('reads one unit', () => {
  assert.equal(parseDuration('90s'), 90_000);
});

test('adds units', () => {
  assert.equal(parseDuration('1h30m'), 5_400_000);
});

test('allows spaces and days', () => {
  assert.equal(parseDuration('2d 1h'), 176_400_000);
});

test('reads fractions', () => {
  assert.equal(parseDuration('1.5h'), 5_400_000);
});

test('refuses what is no duration', () => {
  assert.throws(() => parseDuration(''));
  assert.throws(() => parseDuration('5 apples'));
  assert.throws(() => parseDuration('1h nonsense'));
});
