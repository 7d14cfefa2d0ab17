import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoize } from '../src/memoize.js';

function counted(compute) {
  const state = { calls: 0 };
  state.run = memoize((...args) => {
    state.calls++;
    return compute(...args);
  });
  return state;
}

test('computes once for the same arguments', () => {
  const add = counted((a, b) => a + b);
  assert.equal(add.run(1, 2), 3);
  assert.equal(add.run(1, 2), 3);
  assert.equal(add.calls, 1);
});

test('remembers results that are falsy', () => {
  const zero = counted(() => 0);
  zero.run(1);
  assert.equal(zero.run(1), 0);
  assert.equal(zero.calls, 1);
});

test('keeps arguments apart', () => {
  const list = counted((...args) => args.length);
  assert.equal(list.run('a,b'), 1);
  assert.equal(list.run('a', 'b'), 2);
});

test('does not remember a failure', () => {
  let fails = true;
  const risky = counted(() => {
    if (fails) throw new Error('no');
    return 'yes';
  });
  assert.throws(() => risky.run(1));
  fails = false;
  assert.equal(risky.run(1), 'yes');
});
