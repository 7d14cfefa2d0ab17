import assert from 'node:assert/strict';
import { watchersOf } from '../../../src/vscode/proposalWatchers.ts';

describe('watchers of a window (T14)', () => {
  const tasks = (...names: string[]) => names.map((name) => ({ name, isBackground: false }));

  it('are tasks that stay in the background, and those named like one', () => {
    assert.deepEqual(watchersOf([{ name: 'types', isBackground: true }]), ['types']);
    const named = ['npm: watch', 'dev', 'serve:docs', 'npm: start', 'tsc-watch'];
    assert.deepEqual(watchersOf(tasks(...named)), named);
    assert.deepEqual(watchersOf(tasks('build', 'npm: test', 'develop', 'restart')), []);
  });

  it('are named once, however often they run', () => {
    assert.deepEqual(watchersOf(tasks('dev', 'dev')), ['dev']);
  });
});
