import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ThinkParser } from '../../../src/llm/thinkParser.ts';

function parse(pieces: readonly string[]): { text: string; thinking: string } {
  const parser = new ThinkParser();
  let text = '';
  let thinking = '';
  for (const part of [...pieces.map((piece) => parser.feed(piece)), parser.end()]) {
    text += part.text;
    thinking += part.thinking;
  }
  return { text, thinking };
}

const cases: readonly (readonly [name: string, input: string, text: string, thinking: string])[] = [
  ['plain text', 'Hello <b>you</b>\n', 'Hello <b>you</b>\n', ''],
  ['thinking first', '<think>a\nb</think>\n\nanswer', 'answer', 'a\nb'],
  ['empty thinking', '<think>\n\n</think>\n\nanswer', 'answer', '\n\n'],
  ['white space before the tag', '\n <think>a</think>b', '\nb', 'a'],
  ['an unclosed tag', '<think>never ends </thin', '', 'never ends </thin'],
  ['thinking again later', 'one\n<think>x</think>\ntwo', 'one\ntwo', 'x'],
  ['a tag inside a line', 'use the <think> tag', 'use the <think> tag', ''],
  ['a tag in a code fence', '```\n<think>\n</think>\n```\n', '```\n<think>\n</think>\n```\n', ''],
  ['a tag in a tilde fence', '~~~\n```\n<think>\n~~~\n', '~~~\n```\n<think>\n~~~\n', ''],
  ['a tag after a closed fence', '```\nx\n```\n<think>y</think>z', '```\nx\n```\nz', 'y'],
  ['a held beginning that is none', '<thin', '<thin', ''],
  ['indented code after thinking', '<think>a</think>\n  x', 'x', 'a'],
  ['nothing', '', '', ''],
];

describe('ThinkParser', () => {
  for (const [name, input, text, thinking] of cases) {
    it(`reads ${name}, wherever it is split`, () => {
      assert.deepEqual(parse([input]), { text, thinking });
      assert.deepEqual(parse([...input]), { text, thinking });
      for (let cut = 0; cut <= input.length; cut++) {
        assert.deepEqual(parse([input.slice(0, cut), input.slice(cut)]), { text, thinking });
      }
    });
  }

  it('gives the same result for any text cut anywhere', () => {
    const token = fc.constantFrom('<think>', '</think>', '```', '~~~', '\n', ' ', 'a', '<', 'th');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 20 }), fc.array(fc.nat(60)), (tokens, cuts) => {
        const input = tokens.join('');
        const at = [0, ...cuts.toSorted((a, b) => a - b), input.length];
        const pieces = at.slice(1).map((end, index) => input.slice(at[index], end));
        assert.deepEqual(parse(pieces), parse([input]));
      }),
      { numRuns: 500 },
    );
  });
});
