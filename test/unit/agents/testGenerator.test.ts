import assert from 'node:assert/strict';
import { testProblem } from '../../../src/agents/checkTests.ts';
import { repairPythonTests } from '../../../src/agents/repairPythonTests.ts';
import { repairScriptTests } from '../../../src/agents/repairScriptTests.ts';
import { smokeTest } from '../../../src/agents/smokeTest.ts';
import { generateTests } from '../../../src/agents/testGenerator.ts';
import { agentContext } from './support.ts';

const script = {
  language: 'typescript',
  codePath: 'src/slugify.ts',
  testPath: 'test/slugify.test.ts',
  symbol: 'slugify',
} as const;
const python = {
  language: 'python',
  codePath: 'src/slugify.py',
  testPath: 'test_slugify.py',
  symbol: 'slugify',
} as const;
const good = `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from '../src/slugify.ts';

test('joins', () => {
  assert.equal(slugify('A b'), 'a-b');
});
`;

describe('repairing TypeScript tests', () => {
  it('leaves good tests as they are', () => {
    assert.equal(repairScriptTests(good, script), good);
  });

  it('turns jest into node:test, and mends path and default import', () => {
    const jest = `import slugify from './slugify';
import { describe, expect } from '@jest/globals';

describe('slugify', () => {
  it('joins', () => {
    expect(slugify('A b')).toBe('a-b');
    expect(() => slugify(null)).toThrow();
  });
  test('is empty', () => expect(slugify('')).toEqual(''));
});`;
    const repaired = repairScriptTests(jest, script);
    assert.equal(
      repaired,
      `import { test, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from '../src/slugify.ts';

describe('slugify', () => {
  it('joins', () => {
    assert.equal(slugify('A b'), 'a-b');
    assert.throws(() => slugify(null));
  });
  test('is empty', () => assert.deepEqual(slugify(''), ''));
});
`,
    );
    assert.equal(testProblem(repaired, script), undefined);
  });

  it('mends require, and keeps other Node modules', () => {
    const text = `const { slugify, other } = require('./solution');
const assert = require('assert');
import { readFileSync } from 'node:fs';
test('x', () => assert.ok(slugify('a'), other));`;
    const repaired = repairScriptTests(text, script);
    assert.match(repaired, /import \{ slugify, other \} from '\.\.\/src\/slugify\.ts';/);
    assert.match(repaired, /import \{ readFileSync \} from 'node:fs';/);
    assert.doesNotMatch(repaired, /require/);
  });

  it('leaves out names that are imported and never used', () => {
    const text = `import { slugify } from './slugify';
import { makeCases } from './testHelpers';
test('x', () => assert.ok(slugify('a')));`;
    assert.doesNotMatch(repairScriptTests(text, script), /makeCases/);
  });
});

describe('repairing Python tests', () => {
  it('leaves out names that are imported and never used', () => {
    const text = `from slugify import slugify
from test_helpers import make_cases
from datetime import date, timedelta

class SlugTests(unittest.TestCase):
    def test_day(self):
        self.assertEqual(slugify(str(date(2024, 1, 1))), '2024-01-01')
`;
    const repaired = repairPythonTests(text, python);
    assert.doesNotMatch(repaired, /make_cases/);
    assert.match(repaired, /^from datetime import date, timedelta$/m);
  });

  it('mends the import and moves plain functions into a TestCase', () => {
    const text = `import pytest
from slugify import slugify

def test_joins():
    assert slugify('A b') == 'a-b'

def test_empty():
    assert slugify('') == ''
`;
    const repaired = repairPythonTests(text, python);
    assert.equal(
      repaired,
      `import unittest

from src.slugify import slugify


class GeneratedTests(unittest.TestCase):
    def test_joins(self):
        assert slugify('A b') == 'a-b'

    def test_empty(self):
        assert slugify('') == ''


if __name__ == '__main__':
    unittest.main()
`,
    );
    assert.equal(testProblem(repaired, python), undefined);
  });

  it('keeps a TestCase as it is', () => {
    const text = `import unittest
from src.slugify import slugify

class T(unittest.TestCase):
    def test_a(self):
        self.assertEqual(slugify('A'), 'a')
`;
    const repaired = repairPythonTests(text, python);
    assert.match(repaired, /from src\.slugify import slugify\n\n\nclass T\(unittest\.TestCase\):/);
    assert.equal(testProblem(repaired, python), undefined);
  });
});

describe('checking tests', () => {
  const cases: Readonly<Record<string, readonly [string, RegExp]>> = {
    'import nothing': [good.replace(/import \{ slugify.*\n/, ''), /did not import/],
    'define the target': [`${good}function slugify() {}\n`, /defined 'slugify' themselves/],
    'never use the target': [good.replace("slugify('A b')", "'a-b'"), /never used/],
    'assert nothing': [
      good.replace(/assert\.equal.*\n/, "slugify('A');\n"),
      /Nothing was asserted/,
    ],
    'have no test': [good.replace(/test\('joins'.*\n/, '{\n').replace('});', '}'), /no test/],
    'use another framework': [`${good}expect(slugify('a')).toBeWeird('a');\n`, /another framework/],
    'do not parse': [good.replace('});', ''), /missing/],
  };
  for (const [name, [code, problem]] of Object.entries(cases)) {
    it(`refuses tests that ${name}`, () => assert.match(testProblem(code, script) ?? '', problem));
  }
});

describe('test generator', () => {
  const reply = `FILE: test/slugify.test.ts\n\`\`\`typescript\n${good}\`\`\``;

  it('gives the tests of a good answer', async () => {
    const context = agentContext({ test_generator: reply });
    assert.deepEqual(await generateTests(script, context), { code: good, kind: 'generated' });
  });

  it('asks once more, saying what was wrong', async () => {
    const context = agentContext({ test_generator: ['No tests needed.', reply] });
    assert.equal((await generateTests(script, context)).kind, 'generated');
    const [, again] = context.model.requests('test_generator');
    assert.match(again?.messages[1]?.content ?? '', /did not work: The answer held no fenced/);
  });

  it('refuses the example given back', async () => {
    const context = agentContext({
      test_generator: (request) => request.messages[1]?.content ?? '',
    });
    assert.equal((await generateTests(script, context)).kind, 'smoke');
  });

  it('makes a smoke test that loads the code, for both kinds of language', () => {
    assert.match(smokeTest(script), /import \* as code from '\.\.\/src\/slugify\.ts'/);
    assert.match(smokeTest(script), /smoke test only/);
    assert.match(smokeTest(python), /importlib\.import_module\('src\.slugify'\)/);
    assert.match(smokeTest(python), /def test_smoke_only/);
  });
});
