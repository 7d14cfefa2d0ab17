import assert from 'node:assert/strict';
import { CallTexts } from '../../../src/ollama/callTexts.ts';

describe('the texts of a call, as the trace keeps them', () => {
  const chunk = (
    text: string,
    thinking = '',
  ): { type: 'chunk'; text: string; thinking: string } => ({
    type: 'chunk',
    text,
    thinking,
  });
  const user = (content: string): { role: string; content: string } => ({ role: 'user', content });

  it('are whole where they are short', () => {
    const texts = new CallTexts([user('a'), user('b')]);
    texts.add([chunk('', 'hm'), chunk('on')]);
    texts.add([chunk('e')]);
    assert.deepEqual(texts.kept, { prompt: [user('a'), user('b')], reply: 'one', thinking: 'hm' });
  });

  it('are the end of a long prompt and the beginning of a long reply, and say so', () => {
    const texts = new CallTexts([
      user('first'),
      user('x'.repeat(40_000)),
      user(`${'y'.repeat(30_000)}!`),
    ]);
    assert.equal(texts.kept.isCut, true);
    for (let piece = 0; piece < 100; piece++) texts.add([chunk('z'.repeat(1_000), 'w')]);
    const { prompt, reply, thinking = '' } = texts.kept;
    assert.deepEqual(
      prompt.map(({ content }) => content.length),
      [19_999, 30_001],
    );
    assert.ok(prompt.at(-1)?.content.endsWith('!'));
    assert.equal(reply.length + thinking.length, 50_000);
    const other = new CallTexts([user('x')]);
    other.add([chunk('z'.repeat(60_000))]);
    assert.equal(other.kept.isCut, true);
  });

  it('begin anew with an answer that is asked for again', () => {
    const texts = new CallTexts([user('a')]);
    texts.add([chunk('draft', 'hm')]);
    texts.restart();
    texts.add([chunk('answer')]);
    assert.deepEqual(texts.kept, { prompt: [user('a')], reply: 'answer' });
  });
});
