import assert from 'node:assert/strict';
import { historyBlock, summaryTitle } from '../../../src/agents/blocks.ts';
import {
  fileLines,
  historyLimit,
  prefixLimit,
  promptTokensOf,
} from '../../../src/agents/promptBudget.ts';

describe('the budget of a prompt', () => {
  it('goes by the size of the model and half of its context', () => {
    const sizes = ['135M', '1.5B', '3.2B', '7B', '8.0B', '14.8B', '70.6B', undefined, 'odd'];
    assert.deepEqual(
      sizes.map((size) => promptTokensOf(size)),
      [3_000, 3_000, 3_000, 8_000, 8_000, 16_000, 16_000, 3_000, 3_000],
    );
    assert.equal(promptTokensOf('7B', 8_192), 4_096);
    assert.equal(promptTokensOf('70B', 2_048), 3_000);
  });

  it('gives most of it to what all agents share, and half to the code file', () => {
    const classes = [undefined, 8_000, 16_000];
    assert.deepEqual(classes.map(prefixLimit), [8_925, 23_800, 47_600]);
    assert.deepEqual(classes.map(fileLines), [250, 400, 800]);
  });

  it('gives a quarter to what was said before', () => {
    assert.deepEqual(
      [historyLimit(), historyLimit(8_000), historyLimit(16_000)],
      [2_625, 7_000, 14_000],
    );
  });
});

describe('the conversation so far in a prompt', () => {
  const turn = (content: string) => ({ role: 'user' as const, content });

  it('is whole where it fits', () => {
    assert.deepEqual(historyBlock([turn('one'), turn('two')]), [
      '# Conversation so far\nUser: one\nUser: two',
    ]);
    assert.deepEqual(historyBlock([]), []);
  });

  it('loses its oldest turns whole, never the beginning of one that stays', () => {
    const [block] = historyBlock([turn('a'.repeat(50)), turn('b'.repeat(50)), turn('c')], 70);
    assert.equal(block, `# Conversation so far\nUser: ${'b'.repeat(50)}\nUser: c`);
  });

  it('keeps the end of a newest turn that is too long by itself', () => {
    const [block = ''] = historyBlock([turn(`${'a'.repeat(90)}the end`)], 20);
    assert.match(block, /\n…a+the end$/);
    assert.ok(block.length <= '# Conversation so far\n'.length + 20);
  });

  it('keeps the summary of what is older before turns that are not the newest', () => {
    const summary = turn(`${summaryTitle}\n- User: long ago`);
    const turns = [summary, turn('a'.repeat(80)), turn('newest')];
    const [block = ''] = historyBlock(turns, 100);
    assert.match(block, /long ago/);
    assert.match(block, /newest$/);
    assert.doesNotMatch(block, /aaa/);
  });
});
