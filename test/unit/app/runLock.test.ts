import assert from 'node:assert/strict';
import { RunLocks } from '../../../src/app/runLock.ts';
import type { ProcessOwner } from '../../../src/app/runRecords.ts';
import { StorageLayout } from '../../../src/app/storage.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import { ManualClock } from '../../support/manualClock.ts';

const folder = '/state/runs/run-1';

describe('the hold on a run', () => {
  const dead = new Set<number>();
  let files: InMemoryFileSystem;
  let clock: ManualClock;
  beforeEach(() => {
    dead.clear();
    files = new InMemoryFileSystem();
    clock = new ManualClock();
  });

  function window(pid: number): RunLocks {
    const owner: ProcessOwner = { pid, isAlive: (other) => !dead.has(other) };
    return new RunLocks(files, new StorageLayout('/state'), owner, `window-${pid}`, clock);
  }

  it('is had by one window at a time', async () => {
    const [one, two] = [window(1), window(2)];
    assert.equal(await two.holder('run-1'), 'nobody');
    const lock = await one.claim('run-1');
    assert.deepEqual([await one.holder('run-1'), await two.holder('run-1')], ['us', 'other']);
    await assert.rejects(two.claim('run-1'), { code: 'state-busy' });
    await lock.release();
    assert.equal(await two.holder('run-1'), 'nobody');
    assert.equal(clock.pending, 0);
    assert.deepEqual(files.files(folder), {});
  });

  it('stays with a window that gives signs of life, however long it works', async () => {
    const lock = await window(1).claim('run-1');
    await clock.advance(60_000);
    await assert.rejects(window(2).claim('run-1'), { code: 'state-busy' });
    assert.equal(lock.lost.aborted, false);
    await lock.release();
  });

  it('falls free when its process is gone, and also when its number is another’s now', async () => {
    const lock = await window(1).claim('run-1');
    dead.add(1);
    assert.equal(await window(2).holder('run-1'), 'nobody');
    dead.clear();
    files.before = ({ method }) => {
      if (method === 'writeFileAtomic') throw new Error('no more signs of life');
    };
    await clock.advance(7_000);
    assert.equal(await window(2).holder('run-1'), 'nobody');
    files.before = () => undefined;
    const second = await window(2).claim('run-1');
    await clock.advance(2_000);
    assert.equal(lock.lost.aborted, true);
    await second.release();
    await lock.release();
    assert.equal(clock.pending, 0);
  });

  it('goes over when another window takes it, after the first has noticed and let go', async () => {
    const first = await window(1).claim('run-1');
    let isOver = false;
    first.lost.addEventListener('abort', () => void first.release());
    const taking = window(2)
      .claim('run-1', true)
      .then((lock) => {
        isOver = true;
        return lock;
      });
    await clock.advance(1_900);
    assert.equal(isOver, false, 'did not wait for the first to stop');
    await clock.advance(600);
    const second = await taking;
    assert.equal(await window(1).holder('run-1'), 'other');
    assert.deepEqual(Object.keys(files.files(folder)), [`${folder}/owner-2.json`]);
    await second.release();
  });

  it('is won by one of many that reach for it at once', async () => {
    const lock = await window(1).claim('run-1');
    dead.add(1);
    const windows = Array.from({ length: 20 }, (_, index) => window(index + 2));
    const claims = await Promise.allSettled(windows.map((each) => each.claim('run-1')));
    const won = claims.filter((claim) => claim.status === 'fulfilled');
    assert.equal(won.length, 1);
    await clock.advance(2_000);
    assert.equal(lock.lost.aborted, true);
    for (const { value } of won) await value.release();
    await lock.release();
  });

  it('is not kept by a damaged file', async () => {
    files.put(`${folder}/owner-3.json`, '{');
    assert.equal(await window(1).holder('run-1'), 'nobody');
    const lock = await window(1).claim('run-1');
    assert.deepEqual(Object.keys(files.files(folder)), [`${folder}/owner-4.json`]);
    await lock.release();
  });
});
