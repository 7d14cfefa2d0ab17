import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slugify } from '../src/slugify.ts';

test('joins words with a dash', () => {
  assert.equal(slugify('Hello World'), 'hello-world');
});

test('removes accents', () => {
  assert.equal(slugify('  Crème  brûlée! '), 'creme-brulee');
});

test('makes one dash of many odd characters', () => {
  assert.equal(slugify('a--b__c'), 'a-b-c');
});

test('is empty when nothing is left', () => {
  assert.equal(slugify('!!!'), '');
});

test('keeps digits', () => {
  assert.equal(slugify('Top 10 of 2024'), 'top-10-of-2024');
});
