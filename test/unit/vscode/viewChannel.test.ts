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
    subject.expire();
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

  describe('with a page in the side bar and one in a tab', () => {
    function two() {
      const { clock, subject, sent, attached: view } = channel();
      const inTab: ToView[] = [];
      const tab = subject.attach((message) => inTab.push(message), 'editor');
      subject.sendSnapshot(snapshot);
      return { clock, subject, view, tab, inView: sent, inTab };
    }
    const brief = (messages: readonly ToView[]) => messages.map(({ seq, type }) => [seq, type]);
    const compose = { type: 'compose', text: 'hello' } as const;

    it('gives each its own numbers, and both the same events in one post each', () => {
      const { clock, subject, tab, inView, inTab } = two();
      tab.send(compose);
      for (const text of ['a', 'b', 'c']) subject.sendEvent(event.delta(text));
      clock.advance(100);
      assert.deepEqual(brief(inView), [
        [1, 'snapshot'],
        [2, 'run-events'],
      ]);
      assert.deepEqual(brief(inTab), [
        [1, 'snapshot'],
        [2, 'compose'],
        [3, 'run-events'],
      ]);
      const [ofView, ofTab] = [inView.at(-1), inTab.at(-1)];
      assert.ok(ofView?.type === 'run-events' && ofTab?.type === 'run-events');
      assert.equal(ofView.events, ofTab.events, 'joined once for both');
      assert.deepEqual(ofView.pieces, [3]);
    });

    it('gives no page more than 30 posts of events a second (V04)', () => {
      const { clock, subject, inView, inTab } = two();
      for (let ms = 0; ms < 1_000; ms++) {
        subject.sendEvent(event.delta('x'));
        clock.advance(1);
      }
      assert.deepEqual([inView.length <= 31, inTab.length <= 31], [true, true]);
      assert.ok(inTab.length > 20);
    });

    it('sends a hidden page nothing, and a snapshot when it is shown again (V02)', () => {
      const { clock, subject, tab, inView, inTab } = two();
      tab.hide();
      subject.sendEvent(event.delta('unseen'));
      subject.send(compose);
      subject.expire();
      subject.sendSnapshot(snapshot);
      clock.advance(100);
      assert.deepEqual(brief(inTab), [[1, 'snapshot']]);
      assert.equal(inView.length, 4);
      tab.reset();
      subject.sendSnapshot(snapshot);
      assert.deepEqual(brief(inTab), [
        [1, 'snapshot'],
        [1, 'snapshot'],
      ]);
      assert.equal(inView.length, 4, 'the other page is up to date');
    });

    it('loses no event of one page when the other is loaded anew', () => {
      const { clock, subject, tab, inView, inTab } = two();
      subject.sendEvent(event.delta('before'));
      tab.reset();
      subject.sendSnapshot(snapshot);
      subject.sendEvent(event.delta('after'));
      clock.advance(100);
      const texts = (messages: readonly ToView[]) =>
        messages.flatMap((message) =>
          message.type === 'run-events'
            ? message.events.map((each) => 'text' in each && each.text)
            : [],
        );
      assert.deepEqual(texts(inView), ['before', 'after']);
      assert.deepEqual(texts(inTab), ['after'], 'the snapshot holds what was before');
    });

    it('goes on with one while the other is thrown away in mid-message', () => {
      const { clock, subject, tab, inView, inTab } = two();
      subject.sendEvent(event.delta('for the one that stays'));
      tab.reset();
      tab.dispose();
      subject.sendSnapshot(snapshot);
      tab.send(compose);
      tab.reset();
      tab.touch();
      subject.sendSnapshot(snapshot);
      clock.advance(100);
      assert.equal(inTab.length, 1);
      assert.deepEqual(brief(inView), [
        [1, 'snapshot'],
        [2, 'run-events'],
      ]);
      assert.equal(subject.isAttached, true);
    });

    it('gives what is meant for one composer to the page the user was at last', () => {
      const { subject, view, tab, inView, inTab } = two();
      view.touch();
      subject.sendToOne(compose);
      assert.deepEqual([inView.length, inTab.length], [2, 1]);
      tab.touch();
      subject.sendToOne(compose);
      assert.deepEqual([inView.length, inTab.length], [2, 2]);
      tab.hide();
      subject.sendToOne(compose);
      assert.deepEqual([inView.length, inTab.length], [3, 2], 'a hidden page cannot take it');
    });

    it('finds the page of a place, and waits for one that has no snapshot yet', async () => {
      const { subject, view, tab } = two();
      assert.equal(await subject.page('editor'), tab);
      view.reset();
      assert.deepEqual([subject.isShownIn('view'), subject.isShownIn('editor')], [false, true]);
      const waiting = subject.page('view');
      subject.sendSnapshot(snapshot);
      assert.equal(await waiting, view);
    });
  });
});
