import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import type { Language, SourceFile, ValidationResult } from '../../src/base/task.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import { installPytest, installScriptFrameworks } from '../support/installFrameworks.ts';
import { hasSandbox } from '../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const exec = promisify(execFile);
const never = new AbortController().signal;
type Files = Readonly<Record<string, string>>;

describe("the project's own test framework", function () {
  this.timeout(60_000);
  let folder: string;
  let modules: string;
  let environment: string;
  let bare: string;

  before(async function () {
    this.timeout(300_000);
    if (!hasSandbox()) this.skip();
    [modules, environment] = await Promise.all([installScriptFrameworks(), installPytest()]);
  });
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    bare = await makeTemporaryFolder();
  });
  afterEach(async () => {
    await removeTemporaryFolder(folder);
    await removeTemporaryFolder(bare);
  });

  async function write(files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await fs.mkdir(dirname(join(folder, path)), { recursive: true });
      await fs.writeFile(join(folder, path), content);
    }
  }

  async function run(
    language: Language,
    files: Files,
    options: { readonly environment?: Record<string, string> } = {},
  ): Promise<ValidationResult> {
    const proposed: SourceFile[] = Object.entries(files).map(([path, content]) => ({
      path,
      content,
    }));
    const tests = proposed.map(({ path }) => path).filter((path) => /\.test\.|test_/.test(path));
    const validator = createValidator({
      folder,
      isTrusted: () => true,
      clock: systemClock,
      ...options,
    });
    const request = { language, files: proposed, testPaths: tests };
    const result = await validator.validate(request, never);
    // No framework touches the files of a project by itself.
    const told = `${result.output}${result.reason?.message ?? ''}`;
    assert.doesNotMatch(told, /their copy of the folder/);
    return result;
  }

  const outcomes = ({ tests }: ValidationResult): unknown =>
    tests.map(({ name, passed, file, line }) => [name, passed, file, line]);

  const suite = (imports: string): string => `${imports}
describe('sum', () => {
  it('adds', () => {
    check(sum(1, 2), 3);
  });
  it('is wrong', () => {
    check(sum(1, 2), 4);
  });
  it.skip('comes later', () => {});
});
`;
  const code = 'export function sum(a: number, b: number): number {\n  return a + b;\n}\n';
  const check = "import assert from 'node:assert/strict';\nconst check = assert.equal;";
  const projects: Readonly<
    Record<string, { readonly manifest: object; readonly code: Files; readonly imports: string }>
  > = {
    vitest: {
      manifest: { type: 'module', devDependencies: { vitest: '*' } },
      code: {
        'src/sum.ts': code,
        'vitest.config.ts':
          "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { include: ['**/*.test.ts'] } });\n",
      },
      imports: `import { describe, expect, it } from 'vitest';\nimport { sum } from '../src/sum';\nconst check = (a: unknown, b: unknown) => expect(a).toBe(b);\n`,
    },
    jest: {
      manifest: { scripts: { test: 'jest --coverage' } },
      code: { 'src/sum.js': 'exports.sum = (a, b) => a + b;\n' },
      imports: `const { sum } = require('../src/sum');\n\nconst check = (a, b) => expect(a).toBe(b);\n`,
    },
    mocha: {
      manifest: { type: 'module', scripts: { test: 'mocha' } },
      code: { 'src/sum.ts': code, '.mocharc.json': '{"spec":["test/**/*.test.ts"]}\n' },
      imports: `${check}\nimport { sum } from '../src/sum.js';\n`,
    },
  };
  for (const [name, { manifest, code: source, imports }] of Object.entries(projects)) {
    const test = `test/sum.test.${name === 'jest' ? 'js' : 'ts'}`;
    const prepare = async (): Promise<void> => {
      await write({ 'package.json': JSON.stringify(manifest), ...source });
      await fs.symlink(modules, join(folder, 'node_modules'));
    };

    it(`${name} runs, and its report says what passed, failed and where`, async () => {
      await prepare();
      const result = await run('typescript', { [test]: suite(imports) });
      assert.equal(result.status, 'failed', JSON.stringify(result));
      assert.deepEqual(
        result.tests.map(({ name: title, passed }) => [title, passed]),
        [
          ['sum > adds', true],
          ['sum > is wrong', false],
        ],
      );
      const [, failed] = result.tests;
      assert.match(failed?.message ?? '', /3[\s\S]*4|4[\s\S]*3/);
      assert.equal(failed?.file, test);
      assert.equal(typeof failed?.line, 'number');
      assert.match(result.command ?? '', new RegExp(`npx ${name}.* ${test}`));
    });

    it(`${name} passes only what really ran`, async () => {
      await prepare();
      const passing = suite(imports).replace('sum(1, 2), 4', 'sum(2, 2), 4');
      const whole = await run('typescript', { [test]: passing });
      assert.equal(whole.status, 'passed', JSON.stringify(whole));
      const skipped = await run('typescript', { [test]: passing.replaceAll('it(', 'it.skip(') });
      assert.equal(skipped.status, 'failed', JSON.stringify(skipped));
      const left = `${imports}\nprocess.exit(0);\n`;
      const gone = await run('typescript', { [test]: left });
      assert.deepEqual([gone.status, gone.tests.length], ['failed', 0], JSON.stringify(gone));
      assert.notEqual(gone.problem, undefined);
    });

    it(`${name} says why a test file cannot be loaded`, async () => {
      await prepare();
      const broken = await run('typescript', { [test]: suite(imports.replace('/sum', '/none')) });
      assert.equal(broken.status, 'failed');
      assert.match(broken.problem ?? '', /none/);
    });
  }

  it('that is not installed is not verified, and says so; tests for Node run all the same', async () => {
    await write({
      'package.json': JSON.stringify({ scripts: { test: 'vitest' }, type: 'module' }),
    });
    const own = "import { test } from 'vitest';\ntest('a', () => {});\n";
    const node = "import { test } from 'node:test';\ntest('b', () => {});\n";
    const missing = await run('javascript', { 'a.test.js': own });
    assert.equal(missing.status, 'unverified');
    assert.match(missing.problem ?? '', /vitest is not installed/);
    assert.equal((await run('javascript', { 'b.test.js': node })).status, 'passed');
    const both = await run('javascript', { 'a.test.js': own, 'b.test.js': node });
    assert.deepEqual([both.status, both.tests.length], ['unverified', 1]);
  });

  const pytests = `import pytest
from shop.cart import add


@pytest.fixture
def one():
    return 1


def test_adds(one):
    assert add(one, 2) == 3


@pytest.mark.parametrize("a", [1, 2])
def test_doubles(a):
    assert add(a, a) == 4


class TestMore:
    def test_raises(self):
        with pytest.raises(TypeError):
            add(None, 1)

    @pytest.mark.skip
    def test_later(self):
        pass
`;

  it('pytest runs from the virtual environment of the folder, with fixtures and parameters', async () => {
    await fs.symlink(environment, join(folder, '.venv'));
    const result = await run(
      'python',
      { 'src/shop/cart.py': 'def add(a, b):\n    return a + b\n', 'tests/test_cart.py': pytests },
      { environment: await withoutPytest() },
    );
    assert.deepEqual(outcomes(result), [
      ['test_adds', true, 'tests/test_cart.py', 10],
      ['test_doubles[1]', false, 'tests/test_cart.py', 16],
      ['test_doubles[2]', true, 'tests/test_cart.py', 14],
      ['TestMore.test_raises', true, 'tests/test_cart.py', 20],
    ]);
    assert.match(result.tests[1]?.message ?? '', /assert 2 == 4/);
    assert.match(result.command ?? '', /python3 -m pytest/);
  });

  it('pytest says why a file cannot be loaded, and that nothing ran', async () => {
    await fs.symlink(environment, join(folder, '.venv'));
    await write({ 'pytest.ini': '[pytest]\n' });
    const broken = await run('python', {
      'test_a.py': 'from none import x\n\ndef test_a():\n    x\n',
    });
    assert.equal(broken.status, 'failed');
    assert.match(broken.problem ?? '', /No module named 'none'/);
    const empty = await run('python', { 'test_a.py': 'x = 1\n' });
    assert.deepEqual([empty.status, empty.tests], ['failed', []]);
    assert.notEqual(empty.problem, undefined);
  });

  it('pytest that is missing gives way to unittest, but not for tests that need it', async () => {
    await write({ 'pytest.ini': '[pytest]\n' });
    const options = { environment: await withoutPytest() };
    const plain = await run('python', { 'test_a.py': 'def test_a():\n    assert True\n' }, options);
    assert.equal(plain.status, 'passed');
    const bound = await run(
      'python',
      { 'test_a.py': 'import pytest\n\ndef test_a():\n    pass\n' },
      options,
    );
    assert.equal(bound.status, 'unverified');
    assert.match(bound.problem ?? '', /pytest is not installed/);
  });

  /** A PATH with a Python that has no packages of its own. */
  async function withoutPytest(): Promise<Record<string, string>> {
    await exec('python3', ['-m', 'venv', '--without-pip', bare]);
    return { PATH: join(bare, process.platform === 'win32' ? 'Scripts' : 'bin') };
  }
});
