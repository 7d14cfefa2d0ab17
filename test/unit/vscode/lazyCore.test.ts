import assert from 'node:assert/strict';
import { LazyCore } from '../../../src/vscode/lazyCore.ts';
import { FakeCaravan } from './fakes.ts';

describe('LazyCore', () => {
  it('makes the core once, however many ask at once', async () => {
    let made = 0;
    const fake = new FakeCaravan();
    const core = new LazyCore(async () => {
      made += 1;
      return fake.caravan;
    });
    assert.equal(core.loaded, undefined);
    const all = await Promise.all([core.get(), core.get(), core.get()]);
    assert.deepEqual([made, new Set(all).size, core.loaded === fake.caravan], [1, 1, true]);
  });

  it('tells listeners before those who waited', async () => {
    const order: string[] = [];
    const core = new LazyCore(async () => new FakeCaravan().caravan);
    core.onDidLoad(() => order.push('listener'));
    await core.get().then(() => order.push('caller'));
    assert.deepEqual(order, ['listener', 'caller']);
  });

  it('tries again after a failure', async () => {
    let attempts = 0;
    const core = new LazyCore(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no disk');
      return new FakeCaravan().caravan;
    });
    await assert.rejects(core.get(), /no disk/);
    await core.get();
    assert.equal(attempts, 2);
  });

  it('shuts down only what was ever made', async () => {
    const deadlines: number[] = [];
    const { caravan } = new FakeCaravan({ shutdown: async (ms) => void deadlines.push(ms) });
    await new LazyCore(async () => caravan).shutdown(4000);
    assert.deepEqual(deadlines, []);
    const used = new LazyCore(async () => caravan);
    const loading = used.get();
    await used.shutdown(4000);
    assert.deepEqual(deadlines, [4000]);
    await loading;
  });
});
