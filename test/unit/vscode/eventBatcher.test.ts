import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunEvent } from '../../../src/app/index.ts';
import { EventBatcher } from '../../../src/vscode/eventBatcher.ts';
import { event, ManualClock } from './fakes.ts';

describe('EventBatcher', () => {
  function batcher() {
    const clock = new ManualClock();
    const batches: RunEvent[][] = [];
    const pieces: number[][] = [];
    const subject = new EventBatcher(clock, (events, counts) => {
      batches.push([...events]);
      pieces.push([...counts]);
    });
    return { clock, batches, pieces, subject };
  }

  it('joins deltas of one node and channel and counts them', () => {
    const { clock, batches, pieces, subject } = batcher();
    for (const text of ['a', 'b']) subject.add(event.delta(text));
    subject.add(event.thinking('x'));
    subject.add(event.delta('c', 'critic'));
    subject.add(event.delta('d'));
    clock.advance(0);
    assert.deepEqual(batches, [
      [event.delta('abd'), event.thinking('x'), event.delta('c', 'critic')],
    ]);
    assert.deepEqual(pieces, [[3, 1, 1]]);
  });

  it('never joins across another event', () => {
    const { clock, batches, pieces, subject } = batcher();
    subject.add(event.delta('a'));
    subject.add(event.nodeStart());
    subject.add(event.delta('b'));
    clock.advance(0);
    assert.deepEqual(batches, [[event.delta('a'), event.nodeStart(), event.delta('b')]]);
    assert.deepEqual(pieces, [[1, 0, 1]]);
  });

  it('delivers at most 30 times a second and loses nothing, at 10,000 tokens a second', () => {
    const { clock, batches, subject } = batcher();
    for (let token = 0; token < 10_000; token++) {
      subject.add(event.delta('x'));
      clock.advance(0.1);
    }
    clock.advance(40);
    assert.ok(batches.length <= 31, `${batches.length} batches`);
    const text = batches.flat().map((each) => (each.type === 'node-delta' ? each.text : ''));
    assert.equal(text.join('').length, 10_000);
  });

  it('delivers a lone event at once and the next after the interval', () => {
    const { clock, batches, subject } = batcher();
    subject.add(event.nodeStart());
    clock.advance(0);
    subject.add(event.delta('a'));
    clock.advance(33);
    assert.equal(batches.length, 1);
    clock.advance(1);
    assert.equal(batches.length, 2);
  });

  it('forgets what waits when cleared, and leaves no timer when disposed', () => {
    const { clock, batches, subject } = batcher();
    subject.add(event.delta('a'));
    subject.clear();
    clock.advance(100);
    assert.deepEqual(batches, []);
    subject.add(event.delta('b'));
    subject.dispose();
    assert.equal(clock.pendingTimers, 0);
  });

  it('keeps the text of each node and channel in order for any interleaving', () => {
    const one = fc.oneof(
      fc.string({ maxLength: 3 }).map((text) => event.delta(text)),
      fc.string({ maxLength: 3 }).map((text) => event.delta(text, 'critic')),
      fc.string({ maxLength: 3 }).map((text) => event.thinking(text)),
      fc.constant(event.nodeStart()),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(one, fc.nat(50))), (steps) => {
        const { clock, batches, subject } = batcher();
        for (const [step, wait] of steps) {
          subject.add(step);
          clock.advance(wait);
        }
        subject.flush();
        assert.deepEqual(textsOf(batches.flat()), textsOf(steps.map(([step]) => step)));
      }),
    );
  });
});

function textsOf(events: readonly RunEvent[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const each of events) {
    if (each.type !== 'node-delta') continue;
    const key = `${each.node}/${each.channel}`;
    texts[key] = (texts[key] ?? '') + each.text;
  }
  return texts;
}
