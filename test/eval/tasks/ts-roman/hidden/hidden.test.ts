import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toRoman } from '../roman.ts';

test('writes small numbers', () => {
  assert.deepEqual([1, 3, 4, 5, 9].map(toRoman), ['I', 'III', 'IV', 'V', 'IX']);
});

test('writes large numbers', () => {
  assert.equal(toRoman(58), 'LVIII');
  assert.equal(toRoman(1994), 'MCMXCIV');
  assert.equal(toRoman(3999), 'MMMCMXCIX');
});

test('uses subtraction for tens and hundreds', () => {
  assert.equal(toRoman(40), 'XL');
  assert.equal(toRoman(490), 'CDXC');
});

test('refuses what is out of range', () => {
  assert.throws(() => toRoman(0), RangeError);
  assert.throws(() => toRoman(4000), RangeError);
});

test('refuses fractions', () => {
  assert.throws(() => toRoman(1.5), RangeError);
});
