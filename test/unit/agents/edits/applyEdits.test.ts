import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../../src/agents/applyEdits.ts';
import type { EditBlock } from '../../../../src/agents/editBlocks.ts';

function block(search: string, replace: string): EditBlock {
  return { path: undefined, search: search.split('\n'), replace: replace.split('\n') };
}

function textOf(file: string, ...blocks: EditBlock[]): string {
  const applied = applyEdits(file, blocks);
  assert.ok('text' in applied, JSON.stringify(applied));
  return applied.text;
}

function problemOf(file: string, ...blocks: EditBlock[]): string {
  const applied = applyEdits(file, blocks);
  assert.ok('failed' in applied, JSON.stringify(applied));
  return applied.failed.map(({ problem }) => problem).join('\n');
}

const python =
  'def f(a):\n    if a:\n        return 1\n    return 2\n\n\ndef g(a):\n    return 3\n';

describe('applying edits', () => {
  it('changes the one exact place', () => {
    assert.equal(
      textOf(python, block('    return 2', '    return 22')),
      python.replace('2\n', '22\n'),
    );
  });

  it('forgives trailing space, and keeps Windows line ends and a byte order mark', () => {
    const file = '\uFEFFconst a = 1;\r\nconst b = 2;\r\n';
    assert.equal(
      textOf(file, block('const a = 1;  ', 'const a = 9;\nconst c = 3;')),
      '\uFEFFconst a = 9;\r\nconst c = 3;\r\nconst b = 2;\r\n',
    );
  });

  it('shifts the new lines by the indent that the quoted ones lack', () => {
    assert.equal(
      textOf(
        python,
        block('if a:\n    return 1', 'if a is None:\n    return 0\nif a:\n    return 1'),
      ),
      python.replace('    if a:', '    if a is None:\n        return 0\n    if a:'),
    );
  });

  it("translates the answer's indents to the file's", () => {
    const file = 'class A {\n\tf() {\n\t\treturn 1;\n\t}\n}\n';
    assert.equal(
      textOf(
        file,
        block(
          'class A {\n  f() {\n    return 1;',
          'class A {\n  f() {\n    if (x) {\n      y();\n    }',
        ),
      ),
      'class A {\n\tf() {\n\t\tif (x) {\n\t\t\ty();\n\t\t}\n\t}\n}\n',
    );
  });

  it('refuses new lines whose indent cannot be known', () => {
    const file = 'a {\n\tone\n\t\ttwo\n}\n';
    const odd = block('a {\n one\n    two', 'a {\n one\n     three');
    assert.match(problemOf(file, odd), /indents/);
  });

  it('takes first and last line for the place when most lines between them agree', () => {
    const file = 'function f() {\n  const a = 1;\n  const b = 2;\n  return a + b;\n}\n';
    const search = 'function f() {\n  const a = 1;\n  const b = 3;\n  return a + b;';
    assert.equal(
      textOf(file, block(search, 'function f() {\n  return 3;')),
      'function f() {\n  return 3;\n}\n',
    );
  });

  it('never goes by likeness: it refuses, and quotes the nearest real lines', () => {
    const problem = problemOf(python, block('    return a + 2', '    return 22'));
    assert.match(problem, /not in the file/);
    assert.match(problem, /return 2/);
  });

  it('refuses lines that stand at several places, and says how many', () => {
    assert.match(problemOf('x = 1\ny = 2\nx = 1\n', block('x = 1', 'x = 3')), /2 times/);
  });

  it('refuses empty quotes, changes of nothing, and what is there already', () => {
    assert.match(problemOf(python, block('', 'x = 1')), /names no lines/);
    assert.match(problemOf(python, block('    return 2', '    return 2')), /changes nothing/);
    assert.match(problemOf(python, block('    return 4', '    return 3')), /already/);
  });

  it('applies none of several blocks when one fails, and tells which were good', () => {
    const good = block('    return 2', '    return 22');
    const applied = applyEdits(python, [good, block('nothing like it', 'x')]);
    assert.ok('failed' in applied);
    assert.deepEqual(applied.good, [good]);
    assert.equal(applied.failed.length, 1);
  });

  it('refuses two blocks that change the same lines, and takes one given twice once', () => {
    const first = block('    return 2', '    return 22');
    assert.match(
      problemOf(python, first, block('    return 2\n', '    return 0\n')),
      /another block/,
    );
    assert.equal(textOf(python, first, first), python.replace('2\n', '22\n'));
  });

  it('fills an empty file', () => {
    assert.equal(textOf('', block('', 'x = 1')), 'x = 1\n');
  });

  it('removes lines, also the last ones of a file without a line end', () => {
    assert.equal(textOf('a\nb', { path: undefined, search: ['b'], replace: [] }), 'a');
  });
});

/** A file whose lines repeat, and one place of it. */
const repetitive = fc
  .record({
    lines: fc.array(fc.constantFrom('a = 1', '  b()', '}', '', 'return a', '    b()'), {
      minLength: 1,
      maxLength: 25,
    }),
    at: fc.nat(),
    size: fc.integer({ min: 1, max: 6 }),
    fresh: fc.array(fc.constantFrom('new()', '  x', '', '}'), { maxLength: 4 }),
  })
  .map(({ lines, at, size, fresh }) => {
    const start = at % lines.length;
    return { lines, start, end: Math.min(lines.length, start + size), fresh };
  });

/** A file whose lines differ in more than their indents, and places of it in order. */
const distinct = fc
  .record({
    indents: fc.array(fc.constantFrom('', '    ', '        '), { minLength: 6, maxLength: 40 }),
    cuts: fc.uniqueArray(fc.nat(39), { minLength: 2, maxLength: 6 }),
    eol: fc.constantFrom('\n', '\r\n'),
    ending: fc.boolean(),
    grow: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ indents, cuts, eol, ending, grow }) => {
    const lines = indents.map((indent, index) => `${indent}step_${index}(value, ${index * 7});`);
    const places = cuts.map((cut) => cut % lines.length).sort((a, b) => a - b);
    const pairs: { start: number; end: number }[] = [];
    for (let index = 0; index + 1 < places.length; index += 2) {
      const [start = 0, end = 0] = [places[index], places[index + 1]];
      if (start < end) pairs.push({ start, end });
    }
    return { lines, pairs, eol, ending, grow };
  });

describe('applying seeded random edits', () => {
  const runs = { seed: 20_261_123, numRuns: 400 };

  it('changes exactly the quoted place, and refuses exactly when there is more than one', () => {
    fc.assert(
      fc.property(repetitive, ({ lines, start, end, fresh }) => {
        const search = lines.slice(start, end);
        const file = lines.map((line) => `${line}\n`).join('');
        const applied = applyEdits(file, [{ path: undefined, search, replace: fresh }]);
        const isSame = fresh.join('\n') === search.join('\n') && fresh.length === search.length;
        const isBlank = search.every((line) => line === '');
        const places = lines.filter((_, at) =>
          search.every((line, index) => lines[at + index] === line),
        ).length;
        if (isSame || (isBlank && lines.some((line) => line !== '')) || (!isBlank && places > 1)) {
          assert.ok('failed' in applied);
        } else if (!isBlank) {
          const expected = [...lines.slice(0, start), ...fresh, ...lines.slice(end)];
          assert.deepEqual(applied, { text: expected.map((line) => `${line}\n`).join('') });
        }
      }),
      runs,
    );
  });

  const distortions: Record<string, (line: string) => string> = {
    'as they are': (line) => line,
    'with trailing space': (line) => `${line} \t`,
    'with more indent': (line) => (line === '' ? line : `  ${line}`),
    'with tabs': (line) => line.replace(/^ +/, (space) => '\t'.repeat(space.length / 4)),
    'with half the indent': (line) => line.replace(/^ +/, (space) => ' '.repeat(space.length / 2)),
  };
  for (const [name, distort] of Object.entries(distortions)) {
    it(`of lines quoted ${name}, gives exactly the expected file or refuses`, () => {
      let applied = 0;
      let refused = 0;
      fc.assert(
        fc.property(distinct, ({ lines, pairs, eol, ending, grow }) => {
          const join = (all: readonly string[]): string =>
            all.map((line, at) => (at < all.length - 1 || ending ? line + eol : line)).join('');
          const expected = [...lines];
          const blocks: EditBlock[] = [];
          for (const { start, end } of [...pairs].reverse()) {
            const search = lines.slice(start, end);
            // A new line takes the indent of an old one, as code does.
            const added = Array.from({ length: grow }, (_, index) => {
              const like = search[index % search.length] ?? '';
              return like.replace(/step_\d+/, `added_${start}_${index}`);
            });
            const fresh = [...search.slice(1), ...added];
            expected.splice(start, end - start, ...fresh);
            blocks.push({
              path: undefined,
              search: search.map(distort),
              replace: fresh.map(name === 'with trailing space' ? String : distort),
            });
          }
          const result = applyEdits(join(lines), blocks);
          if ('text' in result) {
            applied++;
            assert.equal(result.text, join(expected));
          } else refused++;
        }),
        runs,
      );
      assert.ok(applied > refused * 3, `${applied} applied, ${refused} refused`);
    });
  }

  it('of lines the file does not hold, refuses', () => {
    fc.assert(
      fc.property(distinct, fc.nat(), ({ lines, eol }, at) => {
        const search = lines.slice(0, 3).map((line, index) => {
          return index === at % 3 ? line.replace('step_', 'stepp_') : line;
        });
        const file = lines.join(eol);
        const applied = applyEdits(file, [{ path: undefined, search, replace: ['x'] }]);
        // Only the middle line may be misremembered: first and last one still name the place.
        if (at % 3 !== 1) assert.ok('failed' in applied);
      }),
      runs,
    );
  });
});
