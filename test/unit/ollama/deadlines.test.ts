import assert from 'node:assert/strict';
import { Deadlines } from '../../../src/ollama/deadlines.ts';
import { ManualClock } from '../../support/manualClock.ts';

describe('Deadlines', () => {
  let clock: ManualClock;
  let deadlines: Deadlines;
  let missed: string[];

  beforeEach(() => {
    clock = new ManualClock();
    missed = [];
    deadlines = new Deadlines(clock, (name, late) => missed.push(`${name} ${clock.now()} ${late}`));
  });

  it('are told to the millisecond when they are put off, and when they come nearer', async () => {
    deadlines.set('step', 5_000);
    deadlines.set('step', 60_000);
    await clock.advance(59_999);
    assert.deepEqual(missed, []);
    await clock.advance(1);
    deadlines.set('step', 9_000);
    deadlines.set('step', 250);
    await clock.advance(10_000);
    assert.deepEqual(missed, ['step 60000 0', 'step 60250 0']);
    assert.equal(clock.pending, 0);
  });

  it('take one timer, which stays where it is while they are put off', () => {
    deadlines.set('total', 8_000);
    deadlines.set('step', 5_000);
    deadlines.set('step', 7_000);
    assert.deepEqual(clock.delays, [5_000]);
  });

  it('are two: one that is missed leaves the other, and the whole call comes first', async () => {
    deadlines.set('total', 2_000);
    deadlines.set('step', 1_000);
    await clock.advance(1_500);
    deadlines.set('step', 500);
    await clock.advance(500);
    assert.deepEqual(missed, ['step 1000 0', 'total 2000 0', 'step 2000 0']);
  });

  it('know how late they are told, as after a sleep', async () => {
    deadlines.set('step', 1_000);
    await clock.jump(31_000);
    assert.deepEqual(missed, ['step 31000 30000']);
  });

  it('are none at 0, and none after the call', async () => {
    deadlines.set('total', 0);
    assert.equal(clock.pending, 0);
    deadlines.set('step', 1_000);
    deadlines.set('step', 0);
    await clock.advance(1_000);
    deadlines.set('step', 1_000);
    deadlines.clear();
    assert.equal(clock.pending, 0);
    assert.deepEqual(missed, []);
  });
});
