import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween } from '../src/daysBetween.ts';

test('counts days', () => {
  assert.equal(daysBetween('2024-01-01', '2024-01-31'), 30);
  assert.equal(daysBetween('2024-05-05', '2024-05-05'), 0);
});

test('knows leap years', () => {
  assert.equal(daysBetween('2024-02-28', '2024-03-01'), 2);
  assert.equal(daysBetween('2023-02-28', '2023-03-01'), 1);
});

test('is negative backwards', () => {
  assert.equal(daysBetween('2024-01-02', '2024-01-01'), -1);
});

test('refuses other forms', () => {
  assert.throws(() => daysBetween('01.02.2024', '2024-01-01'), RangeError);
  assert.throws(() => daysBetween('2024-1-1', '2024-01-01'), RangeError);
});

test('refuses dates that do not exist', () => {
  assert.throws(() => daysBetween('2024-02-30', '2024-03-01'), RangeError);
  assert.throws(() => daysBetween('2024-01-01', '2023-02-29'), RangeError);
});
