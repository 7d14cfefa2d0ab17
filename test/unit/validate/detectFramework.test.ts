import assert from 'node:assert/strict';
import { detectFramework, frameworkOfFile } from '../../../src/validate/detectFramework.ts';
import { mergeResults } from '../../../src/validate/testGroups.ts';
import type { Language, TestFramework, ValidationResult } from '../../../src/base/task.ts';

function detect(
  language: Language,
  files: Readonly<Record<string, string>>,
): Promise<TestFramework | undefined> {
  return detectFramework(language, {
    names: Object.keys(files),
    read: (name) => Promise.resolve(files[name]),
  });
}

describe("the project's test framework", () => {
  it('is what its test script runs, before what else is installed', async () => {
    const of = (manifest: object): Promise<TestFramework | undefined> =>
      detect('typescript', { 'package.json': JSON.stringify(manifest) });
    assert.equal(await of({ scripts: { test: 'vitest run' } }), 'vitest');
    assert.equal(await of({ scripts: { test: 'react-scripts test' } }), 'jest');
    assert.equal(await of({ scripts: { test: 'nyc mocha -r x' } }), 'mocha');
    assert.equal(await of({ scripts: { test: 'node --import x --test' } }), 'node');
    assert.equal(
      await of({ scripts: { 'test:unit': 'jest' }, devDependencies: { mocha: '1' } }),
      'jest',
    );
    assert.equal(
      await of({ scripts: { build: 'jest-cover' }, devDependencies: { mocha: '1' } }),
      'mocha',
    );
    assert.equal(await of({ jest: {} }), 'jest');
    assert.equal(await of({ scripts: { test: 'make' } }), undefined);
  });

  it('is told by a configuration file, and a broken manifest says nothing', async () => {
    assert.equal(await detect('javascript', { '.mocharc.yml': '' }), 'mocha');
    assert.equal(
      await detect('javascript', { 'vitest.config.mts': '', 'package.json': '{' }),
      'vitest',
    );
    assert.equal(await detect('javascript', {}), undefined);
  });

  it('is pytest where a Python project names it anywhere', async () => {
    assert.equal(await detect('python', { 'conftest.py': '' }), 'pytest');
    assert.equal(await detect('python', { 'requirements-dev.txt': 'pytest==8\n' }), 'pytest');
    assert.equal(
      await detect('python', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }),
      'pytest',
    );
    assert.equal(await detect('python', { 'pyproject.toml': '[project]\n' }), undefined);
  });

  it('gives way to what a test file itself asks for', () => {
    const of = (path: string, content: string): TestFramework | undefined =>
      frameworkOfFile({ path, content });
    assert.equal(of('a.test.ts', "import { test } from 'node:test';"), 'node');
    assert.equal(of('a.test.js', "const { test } = require('node:test');"), 'node');
    assert.equal(of('a.test.ts', 'import { it } from "vitest";'), 'vitest');
    assert.equal(of('a.test.ts', "import { it } from '@jest/globals';"), 'jest');
    assert.equal(of('a.test.ts', 'it("a", () => {});'), undefined);
    assert.equal(of('test_a.py', 'import pytest\n'), 'pytest');
    assert.equal(of('test_a.py', 'def test_a(tmp_path):\n    pass\n'), 'pytest');
    assert.equal(of('test_a.py', 'def test_a():\n    pass\n'), undefined);
    assert.equal(of('test_a.py', 'import unittest\n'), undefined);
  });
});

describe('the results of several frameworks', () => {
  const result = (status: ValidationResult['status'], problem?: string): ValidationResult => ({
    status,
    tests: [{ name: status, passed: status === 'passed' }],
    ...(problem !== undefined && { problem }),
    output: '',
    durationMs: 1,
  });

  it('fail when one fails, and are verified only when all are', () => {
    const merged = mergeResults([
      result('passed'),
      result('unverified', 'why'),
      result('failed', 'x'),
    ]);
    assert.deepEqual([merged.status, merged.problem, merged.tests.length], ['failed', 'why\nx', 3]);
    assert.equal(mergeResults([result('passed'), result('unverified')]).status, 'unverified');
    assert.equal(mergeResults([result('passed'), result('passed')]).status, 'passed');
  });
});
