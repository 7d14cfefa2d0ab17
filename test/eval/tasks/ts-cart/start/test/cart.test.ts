import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.ts';

test('adds up', () => {
  const cart = new Cart();
  cart.add('pen', 150, 2);
  cart.add('pen', 150);
  cart.add('ink', 500);
  assert.equal(cart.total(), 950);
});
