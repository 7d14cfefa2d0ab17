import assert from 'node:assert/strict';
import { PagePulse } from '../../../src/vscode/pagePulse.ts';
import { ManualClock } from './fakes.ts';

/** Its timers do not see the milliseconds for which the machine slept. */
class SleepingClock extends ManualClock {
  asleep = 0;

  override now(): number {
    return super.now() + this.asleep;
  }
}

describe('PagePulse', () => {
  function pulse() {
    const clock = new SleepingClock();
    const seen = { asked: 0, lost: 0, isWatched: true };
    const subject = new PagePulse(clock, {
      ask: () => {
        seen.asked += 1;
        // What asks is sent to the page, too.
        subject.sent();
      },
      isWatched: () => seen.isWatched,
      lost: () => (seen.lost += 1),
    });
    return { clock, subject, seen };
  }

  it('asks a page that was sent something, and says once that it does not answer (V03)', () => {
    const { clock, subject, seen } = pulse();
    subject.sent();
    clock.advance(9_999);
    subject.sent();
    assert.deepEqual([seen.asked, seen.lost], [1, 0]);
    clock.advance(1);
    assert.equal(seen.lost, 1);
    subject.sent();
    clock.advance(60_000);
    assert.deepEqual([seen.asked, seen.lost], [1, 1]);
  });

  it('is content with any answer, and asks again when that is some time ago', () => {
    const { clock, subject, seen } = pulse();
    for (let second = 0; second < 60; second += 1) {
      const { asked } = seen;
      subject.sent();
      if (seen.asked > asked) subject.heard();
      clock.advance(1_000);
    }
    assert.equal(seen.lost, 0);
    assert.equal(seen.asked, 12, 'no more than every five seconds');
    subject.sent();
    clock.advance(10_000);
    assert.equal(seen.lost, 1);
    subject.heard();
    clock.advance(5_000);
    subject.sent();
    clock.advance(10_000);
    assert.equal(seen.lost, 2, 'lost again after it was there again');
  });

  it('runs no timer while nothing is sent, and none after it was disposed', () => {
    const { clock, subject } = pulse();
    assert.equal(clock.pendingTimers, 0);
    subject.sent();
    assert.equal(clock.pendingTimers, 1);
    subject.heard();
    assert.equal(clock.pendingTimers, 0);
    clock.advance(5_000);
    subject.sent();
    subject.dispose();
    subject.sent();
    assert.equal(clock.pendingTimers, 0);
  });

  it('expects nothing of a page that is hidden or in a window behind', () => {
    const { clock, subject, seen } = pulse();
    subject.sent();
    seen.isWatched = false;
    clock.advance(10_000);
    assert.equal(seen.lost, 0);
    subject.sent();
    assert.equal(seen.asked, 1);
    seen.isWatched = true;
    subject.sent();
    subject.rest();
    clock.advance(10_000);
    assert.deepEqual([seen.asked, seen.lost], [2, 0]);
  });

  it('blames no page for the sleep of the machine', () => {
    const { clock, subject, seen } = pulse();
    subject.sent();
    clock.asleep = 3_600_000;
    clock.advance(10_000);
    assert.equal(seen.lost, 0);
    subject.sent();
    clock.advance(10_000);
    assert.deepEqual([seen.asked, seen.lost], [2, 1]);
  });
});
