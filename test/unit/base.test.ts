import assert from 'node:assert/strict';
import { DisposableStore } from '../../src/base/disposable.ts';
describe('DisposableStore', () => {
  it('disposes in reverse order, once, and disposes late additions at once', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => order.push(1) });
    store.add({ dispose: () => order.push(2) });
    store.dispose();
    store.dispose();
    store.add({ dispose: () => order.push(3) });
    assert.deepEqual(order, [2, 1, 3]);
  });
});
