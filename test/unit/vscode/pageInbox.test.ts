import assert from 'node:assert/strict';
import { PageInbox } from '../../../src/vscode/pageInbox.ts';
import { ManualClock } from './fakes.ts';

describe('PageInbox', () => {
  it('takes no flood of messages, and all of what a person does (V05)', () => {
    const clock = new ManualClock();
    const inbox = new PageInbox(clock, { warn: () => undefined });
    const taken = Array.from({ length: 10_000 }, () => inbox.admit()).filter(Boolean);
    assert.equal(taken.length, 200);
    clock.advance(1_000);
    assert.equal(Array.from({ length: 100 }, () => inbox.admit()).filter(Boolean).length, 50);
    for (let key = 0; key < 1_000; key += 1) {
      clock.advance(30);
      assert.ok(inbox.admit(), 'thirty keys a second');
    }
    clock.advance(3_600_000);
    assert.equal(Array.from({ length: 300 }, () => inbox.admit()).filter(Boolean).length, 200);
  });

  it('counts what is dropped without filling the log (V05)', () => {
    const lines: unknown[] = [];
    const inbox = new PageInbox(new ManualClock(), { warn: (line) => void lines.push(line) });
    for (let count = 0; count < 1_000; count += 1) inbox.drop('it fits no schema');
    assert.equal(inbox.dropped, 1_000);
    assert.equal(lines.length, 10);
    assert.equal(lines[0], 'A message of the view was dropped: it fits no schema (1 so far).');
    assert.equal(lines[9], 'A message of the view was dropped: it fits no schema (512 so far).');
  });
});
