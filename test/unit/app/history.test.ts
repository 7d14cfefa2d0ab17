import assert from 'node:assert/strict';
import type { Conversation, ConversationItem } from '../../../src/app/index.ts';
import { historyOf } from '../../../src/app/history.ts';

/** A conversation of so many questions, each with its answer. */
function talk(count: number, length = 10): Conversation {
  const items = Array.from({ length: count }, (_, index): ConversationItem[] => {
    const text = `${index} ${'x'.repeat(length)}`;
    return [
      { kind: 'user', id: `u${index}`, at: index, text: `Question ${text}` },
      {
        kind: 'run',
        id: `r${index}`,
        at: index,
        events: [],
        texts: { answer: { thinking: '', text: `Answer ${text}` } },
      },
    ];
  }).flat();
  return { id: 'c', title: 't', createdAt: 0, items };
}

const wide = 100_000;

describe('the history a model is shown', () => {
  it('is every turn word for word up to twenty', () => {
    const history = historyOf(talk(10), wide);
    assert.equal(history.length, 20);
    assert.deepEqual(history[0], { role: 'user', content: `Question 0 ${'x'.repeat(10)}` });
  });

  it('has a line for each older turn beyond that, before the newest ones', () => {
    const history = historyOf(talk(12), wide);
    const [summary, ...recent] = history;
    assert.equal(recent.length, 14);
    assert.equal(recent[0]?.content.slice(0, 10), 'Question 5');
    assert.match(summary?.content ?? '', /in short:\n- User: Question 0 x+\n- Caravan: Answer 0/);
    assert.match(summary?.content ?? '', /- Caravan: Answer 4 x+$/);
    assert.doesNotMatch(summary?.content ?? '', /Question 5/);
  });

  it('keeps its beginning for several turns, so that the server need not read it again', () => {
    const [before, after] = [historyOf(talk(11), wide), historyOf(talk(15), wide)];
    assert.deepEqual(after.slice(0, before.length), before);
    assert.notDeepEqual(historyOf(talk(16), wide)[0], before[0]);
  });

  it('stays within a quarter of what the model sees, with the newest turns whole', () => {
    for (const count of [3, 12, 80]) {
      const history = historyOf(talk(count, 1_500), 8_192);
      const size = history.reduce((sum, turn) => sum + turn.content.length, 0);
      assert.ok(size <= 8_192 * 0.25 * 3.5, `${count}: ${size}`);
      assert.ok(history.at(-1)?.content.endsWith('x'.repeat(1_500)));
      assert.match(history[0]?.content ?? '', /^Earlier/);
    }
  });

  it('drops the oldest lines of a summary that grows too long', () => {
    const [summary] = historyOf(talk(200, 300), wide);
    assert.ok((summary?.content.length ?? 0) < 2_500);
    assert.doesNotMatch(summary?.content ?? '', /Question 0 /);
  });
});
