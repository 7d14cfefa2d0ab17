import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseHunks, splitHunks } from '../../../src/workspace/hunks.ts';

/** Texts of few different lines, so that a diff finds much to keep; all ends, also none at the end. */
const line = fc.constantFrom('a', 'b', 'c', '', '}');
const end = fc.constantFrom('\n', '\n', '\r\n');
const text = fc
  .tuple(fc.array(fc.tuple(line, end), { maxLength: 14 }), fc.constantFrom('', 'a', 'end'))
  .map(([lines, rest]) => lines.map((pair) => pair.join('')).join('') + rest);
const mark = fc.constantFrom('', '\uFEFF');
const pair = fc.tuple(mark, text, text).map(([bom, a, b]) => [bom + a, bom + b] as const);

function linesOf(value: string): readonly string[] {
  return value.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

describe('hunks', () => {
  it('gives the text after when all are chosen and the text before when none is', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const all = new Set(splitHunks(before, after).keys());
        assert.equal(chooseHunks(before, after, all), after);
        assert.equal(chooseHunks(before, after, new Set()), before);
        assert.equal(all.size === 0, before === after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes any choice exactly where the lines stand in the text before', () => {
    fc.assert(
      fc.property(pair, fc.array(fc.boolean(), { maxLength: 20 }), ([before, after], flags) => {
        const hunks = splitHunks(before, after);
        const chosen = new Set([...hunks.keys()].filter((index) => flags[index]));
        // From the last to the first, so that the places of the others stay what they are.
        const lines = [...linesOf(before)];
        for (const [index, { beforeLine, removed, added }] of [...hunks.entries()].reverse()) {
          const count = linesOf(removed).length;
          const there = lines.slice(beforeLine - 1, beforeLine - 1 + count);
          assert.equal(there.join(''), removed);
          if (chosen.has(index)) lines.splice(beforeLine - 1, count, added);
        }
        assert.equal(chooseHunks(before, after, chosen), lines.join(''));
      }),
      { numRuns: 1_000 },
    );
  });

  it('tells the lines that go and come, with the place of each in both texts', () => {
    const before = 'one\ntwo\nthree\nfour\nfive\n';
    const after = 'one\n2\nthree\nfour\nand\nfive\n';
    assert.deepEqual(splitHunks(before, after), [
      { beforeLine: 2, afterLine: 2, removed: 'two\n', added: '2\n' },
      { beforeLine: 5, afterLine: 5, removed: '', added: 'and\n' },
    ]);
  });

  it('takes texts without a common line as one change, however long', () => {
    const many = (word: string): string => `${word}\n`.repeat(3_000);
    const [hunk, ...others] = splitHunks(many('a'), many('b'));
    assert.deepEqual(hunk, { beforeLine: 1, afterLine: 1, removed: many('a'), added: many('b') });
    assert.deepEqual(others, []);
  });
});
