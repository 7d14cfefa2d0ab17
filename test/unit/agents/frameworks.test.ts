import assert from 'node:assert/strict';
import { testProblem } from '../../../src/agents/checkTests.ts';
import { coderPrompt } from '../../../src/agents/coder.prompt.ts';
import { exampleTests } from '../../../src/agents/exampleTests.ts';
import { readCode } from '../../../src/agents/readCode.ts';
import { smokeTest } from '../../../src/agents/smokeTest.ts';
import { stubCode } from '../../../src/agents/stubCode.ts';
import { readTests } from '../../../src/agents/testGenerator.ts';
import { testGeneratorPrompt } from '../../../src/agents/testGenerator.prompt.ts';
import type { TestTarget } from '../../../src/agents/testTarget.ts';

const script = {
  language: 'typescript',
  codePath: 'src/sum.ts',
  testPath: 'test/sum.test.ts',
  symbol: 'sum',
} as const;
const vitest: TestTarget = { ...script, framework: 'vitest' };
const mocha: TestTarget = { ...script, framework: 'mocha' };
const jest: TestTarget = {
  language: 'javascript',
  codePath: 'src/sum.js',
  testPath: 'test/sum.test.js',
  symbol: 'sum',
  framework: 'jest',
  isCommonJs: true,
};
const pytest: TestTarget = {
  language: 'python',
  codePath: 'src/calc.py',
  testPath: 'tests/test_calc.py',
  symbol: 'add',
  framework: 'pytest',
};

function read(code: string, target: TestTarget): string {
  const answer = { text: `\`\`\`\n${code}\n\`\`\``, finish: 'stop' as const };
  const { code: tests, problem } = readTests(answer, target);
  assert.equal(problem, undefined);
  return tests ?? '';
}

describe('tests for the framework of the project', () => {
  it('are asked for in its words', () => {
    assert.match(testGeneratorPrompt(vitest), /import \{ test, expect \} from 'vitest';/);
    assert.match(testGeneratorPrompt(mocha), /mocha[^]*it\('…', \(\) => \{\n {2}assert\.equal/);
    assert.match(
      testGeneratorPrompt(jest),
      /use require[^]*const \{ sum \} = require\('\.\.\/src\/sum\.js'\);[^]*expect\(sum\(…\)\)\.toBe/,
    );
    assert.match(testGeneratorPrompt(pytest), /Use pytest only[^]*def test_…\(\):\n {4}assert add/);
  });

  it('keep expect where there is one, and get the imports they need', () => {
    const answer = `import { describe, it, expect } from '@jest/globals';
import { sum } from './sum';
describe('sum', () => {
  before(() => {});
  it('adds', () => {
    expect(sum(1, 2)).toBe(3);
  });
});`;
    const own = read(answer, vitest);
    assert.match(
      own,
      /^import \{ describe, it, expect, beforeAll \} from 'vitest';\nimport \{ sum \} from '\.\.\/src\/sum\.ts';\n/,
    );
    assert.match(own, /expect\(sum\(1, 2\)\)\.toBe\(3\);/);
    const common = read(answer, jest);
    assert.match(common, /^const \{ sum \} = require\('\.\.\/src\/sum\.js'\);\n/);
    assert.doesNotMatch(common, /import /);
    const asserts = read(answer.replaceAll("it('", "test('"), mocha);
    assert.match(asserts, /^import assert[^\n]*\nimport \{ sum \} from [^\n]*\n\ndescribe/);
    assert.match(asserts, / {2}it\('adds', \(\) => \{\n {4}assert\.equal\(sum\(1, 2\), 3\);/);
  });

  it('are functions for pytest, and may use its own helpers', () => {
    const answer = `import pytest
from calc import add

@pytest.fixture
def one():
    return 1

def test_adds(one):
    assert add(one, 2) == 3`;
    assert.match(
      read(answer, pytest),
      /^import pytest\n\nfrom src\.calc import add\n\n\n@pytest\.fixture\ndef one[^]*def test_adds\(one\)/,
    );
  });

  it('are refused when they are of another framework', () => {
    const tests =
      "import { sum } from '../src/sum.ts';\ntest('a', () => { expect(jest.fn(sum)).toBe(1); });\n";
    assert.match(testProblem(tests, vitest) ?? '', /use vitest only/);
    assert.match(testProblem(tests, mocha) ?? '', /another framework/);
  });

  it('are made of the examples of a task', () => {
    const task = 'Write sum(a, b): sum(1, 2) returns 3 and sum("a", 1) throws a TypeError.';
    assert.match(
      exampleTests(task, vitest) ?? '',
      /from 'vitest'[^]*expect\(await sum\(1, 2\)\)\.toStrictEqual\(3\);[^]*rejects\.toThrow\(TypeError\)/,
    );
    assert.match(exampleTests(task, mocha) ?? '', /^import assert[^]*\nit\("sum\(1, 2\)", async/);
    const python = 'Write add(a, b): add(1, 2) returns 3 and add("a", 1) raises a TypeError.';
    assert.equal(
      exampleTests(python, pytest),
      'import pytest\n\nfrom src.calc import add\n\n\ndef test_example_1():\n    assert add(1, 2) == 3\n\n\ndef test_example_2():\n    with pytest.raises(TypeError):\n        add("a", 1)\n',
    );
  });

  it('load the code, when nothing better can be had', () => {
    assert.match(smokeTest(vitest), /from 'vitest';\nimport assert [^]*import \* as code from/);
    assert.match(smokeTest(mocha), /^import assert[^]*\nit\('smoke/);
    assert.match(
      smokeTest(jest),
      /^const assert = require[^]*const code = require\('\.\.\/src\/sum\.js'\)/,
    );
  });
});

describe('CommonJS', () => {
  const plan = { ...jest, steps: [] };
  const { symbol, ...rest } = plan;

  it('is asked for, and made of an answer that exports the other way', () => {
    const named = { ...rest, symbol: symbol ?? '' };
    assert.match(coderPrompt({ plan: named, attempt: 1 }), /module\.exports/);
    const text = '```js\nexport function sum(a, b) {\n  return a + b;\n}\n```';
    assert.equal(
      readCode({ text, finish: 'stop' }, { plan: named }).code,
      'function sum(a, b) {\n  return a + b;\n}\n\nmodule.exports = { sum };\n',
    );
  });

  it('stays what it is in a file that is changed', () => {
    const existing = 'function sum() {\n  return 0;\n}\nmodule.exports = { sum };\n';
    const plain = {
      language: 'javascript' as const,
      codePath: 'sum.js',
      testPath: 'sum.test.js',
      symbol: 'sum',
      steps: [],
    } as const;
    assert.match(coderPrompt({ plan: plain, existing, attempt: 1 }), /CommonJS/);
    const stub = stubCode(["import { sum, twice } from './sum.js';"], plain, existing);
    assert.match(stub, /module\.exports\.twice = function/);
    assert.doesNotMatch(stub, /^export/m);
  });
});
