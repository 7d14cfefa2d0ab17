import assert from 'node:assert/strict';
import { exampleTests, readExamples } from '../../../src/agents/exampleTests.ts';

describe('the examples of a task', () => {
  const cases: Readonly<Record<string, readonly unknown[]>> = {
    'f("a") returns "b". f(2) gives [1, 2]': [
      { call: 'f("a")', value: '"b"' },
      { call: 'f(2)', value: '[1, 2]' },
    ],
    '- f(1) === -1.5\n- `f({ a: [1] })` => `{ b: true }`': [
      { call: 'f(1)', value: '-1.5' },
      { call: 'f({ a: [1] })', value: '{ b: true }' },
    ],
    ">>> f('it\\'s')\n('a', None)\n>>> f(')')\nTrue": [
      { call: "f('it\\'s')", value: "('a', None)" },
      { call: "f(')')", value: 'True' },
    ],
    'f(0), f(-1) and f(1.5) throw a RangeError': [
      { call: 'f(0)', throws: 'RangeError' },
      { call: 'f(-1)', throws: 'RangeError' },
      { call: 'f(1.5)', throws: 'RangeError' },
    ],
    'f("") raises ValueError; f(None) -> ValueError; f(1) throws': [
      { call: 'f("")', throws: 'ValueError' },
      { call: 'f(None)', throws: 'ValueError' },
      { call: 'f(1)', throws: true },
    ],
  };
  for (const [task, examples] of Object.entries(cases)) {
    it(`are found in ${JSON.stringify(task)}`, () =>
      assert.deepEqual(readExamples(task, 'f'), examples));
  }

  it('are only what can be run as it stands', () => {
    const task =
      'Write f(text, n). f(text) is a function. f(x) returns 1, f(1) returns process.exit(), ' +
      'f(rm()) returns 2, ff(1) returns 3, g.f(1) returns 4, f("open returns 5';
    assert.deepEqual(readExamples(task, 'f'), []);
  });

  it('become tests when there are two or more', () => {
    const target = {
      language: 'typescript',
      codePath: 'src/f.ts',
      testPath: 'test/f.test.ts',
      symbol: 'f',
    } as const;
    assert.equal(exampleTests('f(1) returns 2', target), undefined);
    assert.equal(
      exampleTests('f(1) returns 2, f(2) returns 3', { ...target, symbol: undefined }),
      undefined,
    );
    const script = exampleTests('f(1) returns 2 and f(0) throws a RangeError', target);
    assert.match(script ?? '', /import \{ f \} from '\.\.\/src\/f\.ts';/);
    assert.match(script ?? '', /assert\.deepEqual\(await f\(1\), 2\);/);
    assert.match(script ?? '', /assert\.rejects\(async \(\) => f\(0\), RangeError\);/);
    const python = exampleTests('f(1) == 2 and f(0) raises OddError', {
      ...target,
      language: 'python',
      codePath: 'lib/f.py',
      testPath: 'test_f.py',
    });
    assert.match(python ?? '', /^from lib\.f import f$/m);
    assert.match(python ?? '', /self\.assertEqual\(f\(1\), 2\)/);
    assert.match(python ?? '', /with self\.assertRaises\(Exception\):\n {12}f\(0\)/);
  });
});
