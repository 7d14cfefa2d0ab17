import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BlockSplitter, type Block } from '../../../src/webview/markdown/blocks.ts';
import { toTree } from '../../../src/webview/markdown/tree.ts';

const shown = (blocks: readonly Block[]): unknown => blocks.map(({ tokens }) => toTree(tokens));
const whole = (text: string): unknown => shown(new BlockSplitter().update(text));

/** What a message looks like after it came in pieces of the given sizes. */
function streamed(text: string, sizes: readonly number[]): unknown {
  const splitter = new BlockSplitter();
  let end = 0;
  for (const size of sizes) {
    end = Math.min(text.length, end + size);
    splitter.update(text.slice(0, end));
  }
  return shown(splitter.update(text));
}

const lines = [
  'A paragraph of *some* length.',
  'second line',
  '',
  '# Title',
  '---',
  '===',
  '***',
  '***bold*** text',
  '- item',
  '  - inner',
  '* other list',
  '1. first',
  '2) second',
  '    indented',
  '```ts',
  'const a = 1;',
  '```',
  '~~~',
  '> quote',
  '| a | b |',
  '|---|:-:|',
  '|---|:-:|x',
  '| 1 | 2 |',
  '<script>alert(1)</script>',
  '[link](https://example.org)',
  'The sum \\(a_1*b*c\\) and $a*b*c$ and \\[',
  'x^2\\] costs $5 or $6',
  '$$',
];

describe('blocks of a growing message', () => {
  it('come out the same in pieces as in one piece', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...lines), { maxLength: 24 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 400, maxLength: 400 }),
        (chosen, sizes) => {
          const text = chosen.join('\n');
          assert.deepEqual(streamed(text, sizes), whole(text));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are the same objects once they are settled', () => {
    const splitter = new BlockSplitter();
    const before = splitter.update('# One\n\nTwo\n\nThree\nfour\nfive');
    const after = splitter.update('# One\n\nTwo\n\nThree\nfour\nfive and more\n\nSix');
    assert.equal(after[0], before[0]);
    assert.equal(after[1], before[1]);
    assert.notEqual(after[2], before[2]);
  });

  it('start anew when the message is another one', () => {
    const splitter = new BlockSplitter();
    splitter.update('One\n\nTwo\n\nThree\n\n');
    assert.deepEqual(shown(splitter.update('Other')), whole('Other'));
  });

  it('show formulas as they were written', () => {
    for (const formula of [
      '\\(a_1*b*c\\)',
      '\\[x^2 + *y*\\]',
      '$a*b*c$',
      '$$\n\\frac{1}{2} * a_i * b_i\n$$',
      '$\\{x_1, *y*\\}$',
    ]) {
      const paragraph = { kind: 'element', tag: 'p' };
      const text = `So ${formula} is *it*.`;
      const em = { kind: 'element', tag: 'em', children: [{ kind: 'text', text: 'it' }] };
      const children = [
        { kind: 'text', text: 'So ' },
        { kind: 'text', text: formula },
        { kind: 'text', text: ' is ' },
        em,
        { kind: 'text', text: '.' },
      ];
      assert.deepEqual(whole(text), [[{ ...paragraph, children }]], formula);
    }
  });

  it('take money, names of variables and escaped brackets for no formula', () => {
    for (const [text, read] of [
      ['$5 for *one*, $6 for two', /"em"/],
      ['set $HOME and *then* $PATH', /"em"/],
      ['\\[not a link\\] and \\(this\\)', /"\[not a link\] and \(this\)"/],
      ['$a `b$` *c*', /"code".*"em"/],
      ['$x', /"\$x"/],
    ] as const) {
      assert.match(JSON.stringify(whole(text)), read, text);
    }
  });

  it('know a link whose address was given earlier', () => {
    const text = '[a]: https://example.org/\n\nFirst\n\nSecond\n\nThird\n\nSee [a].\n';
    assert.deepEqual(
      streamed(
        text,
        [...text].map(() => 1),
      ),
      whole(text),
    );
    assert.match(JSON.stringify(whole(text)), /"kind":"link"/);
  });

  it('parse 100 KB of hostile nesting, never deeper than the limit (V08)', () => {
    for (const bomb of [
      '> '.repeat(50_000),
      '['.repeat(100_000),
      '- '.repeat(50_000),
      '*'.repeat(100_000),
      '$ '.repeat(50_000),
      '$a'.repeat(50_000),
      '\\('.repeat(50_000),
    ]) {
      const splitter = new BlockSplitter();
      const blocks = splitter.update(bomb);
      assert.ok(
        Math.max(...blocks.flatMap(({ tokens }) => tokens.map(({ level }) => level))) <= 21,
      );
    }
  });
});
