import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodeOnly } from '../../../src/app/codeOnly.ts';

function filter(pieces: readonly string[]): string {
  const code = new CodeOnly();
  return pieces.map((piece) => code.add(piece)).join('') + code.end();
}

const replies: readonly (readonly [name: string, reply: string, code: string])[] = [
  ['a fenced block', '```ts\nconst a = 1;\nconst b = `x`;\n```\n', 'const a = 1;\nconst b = `x`;'],
  ['prose around the block', 'Sure! Here it is:\n\n```\nfoo()\n```\nHope it helps.', 'foo()'],
  ['bare code', 'return a + b;', 'return a + b;'],
  ['long bare code', 'x = 1\n'.repeat(80), 'x = 1\n'.repeat(80)],
  ['an open fence', '```python\nprint(1)\n', 'print(1)\n'],
  ['a closing fence without a line end', '```\na\n```', 'a'],
  ['blank lines and indentation inside', '```js\n  if (a) {\n\n  }\n```', '  if (a) {\n\n  }'],
  ['a longer fence around a shorter one', '````md\n```js\na\n```\n````', '```js\na\n```'],
  ['template literals at a line start', '```js\nconst t =\n`a`;\n```', 'const t =\n`a`;'],
];

describe('CodeOnly', () => {
  for (const [name, reply, code] of replies) {
    it(`passes on only the code of ${name}, wherever the reply is cut`, () => {
      assert.equal(filter([reply]), code);
      assert.equal(filter([...reply]), code);
      fc.assert(
        fc.property(fc.array(fc.nat(reply.length), { maxLength: 6 }), (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), reply.length];
          const pieces = at.slice(1).map((end, index) => reply.slice(at[index], end));
          assert.equal(filter(pieces), code);
        }),
      );
    });
  }

  it('passes on a line as soon as it cannot be a fence', () => {
    const code = new CodeOnly();
    assert.equal(code.add('```ts\nconst a'), 'const a');
    assert.equal(code.add(' = 1;\n'), ' = 1;');
  });
});
