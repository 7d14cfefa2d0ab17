import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.ts';

function filled(): Cart {
  const cart = new Cart();
  cart.add('pen', 150, 2);
  cart.add('ink', 333);
  return cart;
}

test('still adds up', () => {
  assert.equal(filled().total(), 633);
});

test('removes an item', () => {
  const cart = filled();
  assert.equal(cart.remove('pen'), true);
  assert.equal(cart.total(), 333);
});

test('says when there was nothing to remove', () => {
  const cart = filled();
  assert.equal(cart.remove('cap'), false);
  assert.equal(cart.total(), 633);
});

test('applies a discount and rounds', () => {
  const cart = filled();
  cart.applyDiscount(10);
  assert.equal(cart.total(), 570);
});

test('replaces an earlier discount', () => {
  const cart = filled();
  cart.applyDiscount(10);
  cart.applyDiscount(50);
  assert.equal(cart.total(), 317);
  cart.applyDiscount(100);
  assert.equal(cart.total(), 0);
});

test('refuses impossible discounts', () => {
  assert.throws(() => filled().applyDiscount(-1), RangeError);
  assert.throws(() => filled().applyDiscount(101), RangeError);
});
