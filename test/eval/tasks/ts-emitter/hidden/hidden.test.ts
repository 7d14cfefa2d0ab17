import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../src/emitter.ts';

test('calls listeners in order', () => {
  const emitter = new Emitter<number>();
  const calls: string[] = [];
  emitter.on((value) => calls.push(`a${value}`));
  emitter.on((value) => calls.push(`b${value}`));
  emitter.emit(1);
  assert.deepEqual(calls, ['a1', 'b1']);
});

test('removes a listener', () => {
  const emitter = new Emitter<number>();
  let count = 0;
  const remove = emitter.on(() => count++);
  emitter.emit(1);
  remove();
  emitter.emit(2);
  assert.equal(count, 1);
});

test('calls a once listener one time', () => {
  const emitter = new Emitter<number>();
  let count = 0;
  emitter.once(() => count++);
  emitter.emit(1);
  emitter.emit(2);
  assert.equal(count, 1);
});

test('removes a once listener before it is called', () => {
  const emitter = new Emitter<number>();
  let count = 0;
  const remove = emitter.once(() => count++);
  remove();
  emitter.emit(1);
  assert.equal(count, 0);
});

test('changes during emit count from the next emit on', () => {
  const emitter = new Emitter<number>();
  const calls: string[] = [];
  emitter.once(() => {
    calls.push('once');
    emitter.on(() => calls.push('late'));
  });
  emitter.on(() => calls.push('always'));
  emitter.emit(1);
  assert.deepEqual(calls, ['once', 'always']);
  emitter.emit(2);
  assert.deepEqual(calls, ['once', 'always', 'always', 'late']);
});
