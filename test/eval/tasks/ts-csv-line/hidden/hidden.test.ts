import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsvLine } from '../csv.ts';

test('splits at commas', () => {
  assert.deepEqual(parseCsvLine('a,b,c'), ['a', 'b', 'c']);
});

test('keeps empty fields', () => {
  assert.deepEqual(parseCsvLine('a,,c,'), ['a', '', 'c', '']);
  assert.deepEqual(parseCsvLine(''), ['']);
});

test('keeps commas in quotes', () => {
  assert.deepEqual(parseCsvLine('"Doe, Jane",42'), ['Doe, Jane', '42']);
});

test('reads doubled quotes', () => {
  assert.deepEqual(parseCsvLine('"say ""hi""",x'), ['say "hi"', 'x']);
});

test('keeps spaces', () => {
  assert.deepEqual(parseCsvLine(' a , b'), [' a ', ' b']);
});

test('refuses an open quote', () => {
  assert.throws(() => parseCsvLine('"abc,d'), SyntaxError);
});
