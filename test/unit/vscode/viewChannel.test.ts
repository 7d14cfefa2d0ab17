import assert from 'node:assert/strict';
import type { ToView, ViewSnapshot } from '../../../src/protocol/messages.ts';
import { ViewChannel } from '../../../src/vscode/viewChannel.ts';
import { event, ManualClock } from './fakes.ts';

const snapshot: ViewSnapshot = {
  conversation: { id: 'c', title: '', createdAt: 0, items: [] },
  conversations: [],
  connection: { kind: 'checking' },
  resumable: [],
  isTrusted: true,
  hasFolder: true,
  states: {},
  l10n: {},
  locale: 'en',
};

describe('ViewChannel', () => {
  function channel() {
    const clock = new ManualClock();
    const subject = new ViewChannel(clock);
    const sent: ToView[] = [];
    const attached = subject.attach((message) => sent.push(message));
    return { clock, subject, sent, attached };
  }

  it('says nothing before the snapshot and numbers what follows without gaps', () => {
    const { clock, subject, sent } = channel();
    subject.sendEvent(event.delta('early'));
    subject.send({ type: 'connection', connection: { kind: 'checking' } });
    clock.advance(100);
    assert.deepEqual(sent, []);
    subject.sendSnapshot(snapshot);
    subject.sendEvent(event.delta('late'));
    clock.advance(100);
    subject.send({ type: 'compose', text: 'hello' });
    assert.deepEqual(
      sent.map(({ seq, type }) => [seq, type]),
      [
        [1, 'snapshot'],
        [2, 'run-events'],
        [3, 'compose'],
      ],
    );
  });

  it('sends waiting events before another message', () => {
    const { subject, sent } = channel();
    subject.sendSnapshot(snapshot);
    subject.sendEvent(event.delta('a'));
    subject.send({ type: 'compose', text: '' });
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['snapshot', 'run-events', 'compose'],
    );
  });

  it('forgets events that a new snapshot holds already', () => {
    const { clock, subject, sent } = channel();
    subject.sendSnapshot(snapshot);
    subject.sendEvent(event.delta('in the snapshot'));
    subject.sendSnapshot(snapshot);
    clock.advance(100);
    assert.deepEqual(
      sent.map(({ seq, type }) => [seq, type]),
      [
        [1, 'snapshot'],
        [2, 'snapshot'],
      ],
    );
  });

  it('starts again with the next page and is silent without one', () => {
    const { clock, subject, sent, attached } = channel();
    subject.sendSnapshot(snapshot);
    attached.dispose();
    subject.sendEvent(event.delta('nobody there'));
    subject.sendSnapshot(snapshot);
    clock.advance(100);
    assert.equal(sent.length, 1);
    assert.equal(subject.isAttached, false);
    const next: ToView[] = [];
    subject.attach((message) => next.push(message));
    subject.sendSnapshot(snapshot);
    assert.deepEqual([next[0]?.seq, sent.length], [1, 1]);
  });

  it('is not cut off by the page before when that is thrown away late', () => {
    const { subject, attached } = channel();
    const next: ToView[] = [];
    subject.attach((message) => next.push(message));
    attached.dispose();
    subject.sendSnapshot(snapshot);
    assert.equal(next.length, 1);
  });
});
