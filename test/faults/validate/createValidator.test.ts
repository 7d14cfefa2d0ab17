import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { SourceFile, ValidationResult } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import { bubblewrapPaths } from '../../../src/validate/sandbox.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../../support/temporaryFolder.ts';
import { hasSandbox } from '../../support/sandboxed.ts';

const never = new AbortController().signal;

describe('validator', function () {
  this.timeout(60_000);
  let base: string;
  let folder: string;
  let temporaryFolder: string;

  beforeEach(async () => {
    base = await makeTemporaryFolder();
    folder = join(base, 'workspace');
    temporaryFolder = join(base, 'temporary');
    await fs.mkdir(join(folder, 'sub'), { recursive: true });
    await fs.mkdir(temporaryFolder);
  });
  afterEach(async () => {
    assert.deepEqual(await fs.readdir(temporaryFolder), [], 'the copy is removed');
    await removeTemporaryFolder(base);
  });

  function validate(
    files: readonly SourceFile[],
    options: Partial<ValidatorOptions> = {},
    signal = never,
  ): Promise<ValidationResult> {
    const validator = createValidator({
      folder,
      isTrusted: () => true,
      clock: systemClock,
      temporaryFolder,
      ...options,
    });
    const tests = files
      .map((file) => file.path)
      .filter((path) => /\.test\.|(?:^|\/)test_/.test(path));
    const language = tests[0]?.endsWith('.py') ? 'python' : 'typescript';
    return validator.validate({ language, files, testPaths: tests }, signal);
  }

  const slugify = [
    {
      path: 'src/slugify.ts',
      content: `export enum Case { Lower }
export function slugify(title: string): string {
  console.log('\\u001b[31mslugging\\u001b[0m', title);
  return title.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-');
}`,
    },
    {
      path: 'src/slugify.test.ts',
      content: `import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { slugify } from './slugify';
import { word } from '../sub/word.js';
describe('slugify', () => {
  it('lowers', () => assert.equal(slugify(word), 'a-b'));
  it('trims ends', () => assert.equal(slugify('a!'), 'a'));
});`,
    },
  ];

  describe('in a sandbox', () => {
    before(function () {
      if (!hasSandbox()) this.skip();
    });

    it('runs TypeScript tests and tells each outcome with its place', async () => {
      await fs.writeFile(join(folder, 'sub', 'word.ts'), `export const word: string = 'A b';`);
      const result = await validate(slugify);
      assert.deepEqual(
        result.tests.map(({ name, passed, file, line }) => ({ name, passed, file, line })),
        [
          { name: 'slugify > lowers', passed: true, file: 'src/slugify.test.ts', line: 6 },
          { name: 'slugify > trims ends', passed: false, file: 'src/slugify.test.ts', line: 7 },
        ],
      );
      assert.deepEqual(
        result.tests.map(({ testFile }) => testFile),
        ['src/slugify.test.ts', 'src/slugify.test.ts'],
      );
      assert.match(result.tests[1]?.message ?? '', /a-/);
      assert.equal(result.status, 'failed');
      assert.equal(result.problem, undefined);
      assert.equal(result.output, 'slugging A b\nslugging a!\n');
      assert.equal(result.command, 'node --test src/slugify.test.ts');
    });

    it('runs Python tests, classes and functions', async () => {
      const result = await validate([
        { path: 'pkg/__init__.py', content: '' },
        { path: 'pkg/slug.py', content: 'def slug(s):\n    return s.lower()\n' },
        {
          path: 'tests/test_slug.py',
          content: `import unittest
from pkg.slug import slug
class SlugTest(unittest.TestCase):
    def test_good(self): self.assertEqual(slug("A"), "a")
    def test_bad(self):
        self.assertEqual(slug("A"), "A")
    @unittest.skip("later")
    def test_later(self): pass
def test_function(): assert slug("B") == "b"
`,
        },
      ]);
      assert.ok(result.tests.every(({ testFile }) => testFile === 'tests/test_slug.py'));
      assert.deepEqual(
        result.tests.map(({ name, passed, line }) => ({ name, passed, line })),
        [
          { name: 'test_slug.SlugTest.test_bad', passed: false, line: 6 },
          { name: 'test_slug.SlugTest.test_good', passed: true, line: undefined },
          { name: 'test_function', passed: true, line: undefined },
        ],
      );
      assert.equal(result.status, 'failed');
    });

    it('passes when at least one test ran and none failed', async () => {
      const [, test] = slugify;
      const files = [
        { path: 'a.test.ts', content: test?.content.split('\n')[0] + `\nit('a', () => {});` },
      ];
      assert.equal((await validate(files)).status, 'passed');
    });

    it('prefers a proposed file to the one of the workspace, which stays as it is (T14)', async () => {
      await fs.writeFile(join(folder, 'sub', 'word.ts'), `export const word = 'old';`);
      await fs.writeFile(join(folder, 'src'), 'a file where the proposal has a folder');
      const before = await readTree(folder);
      const files = [...slugify, { path: 'sub/word.ts', content: `export const word = 'A b';` }];
      assert.equal((await validate(files)).tests[0]?.passed, true);
      assert.deepEqual(await readTree(folder), before);
    });

    it('takes file names verbatim, whatever a shell or a glob would make of them', async () => {
      const names = [
        '[slug].test.ts',
        '$(touch x).test.ts',
        '-e.test.ts',
        "a'b;c&d.test.ts",
        '@x.test.ts',
      ];
      const content = `import test from 'node:test'; test('a', () => {});`;
      const result = await validate(names.map((name) => ({ path: name, content })));
      assert.deepEqual(result.tests.map((test) => test.file).sort(), [...names].sort());
      assert.equal(result.status, 'passed');
    });

    it('fails a test that ends its process early, whatever it prints', async () => {
      const content = `import test from 'node:test'; test('a', () => {}); console.log('ok 1'); process.exit(0);`;
      const result = await validate([{ path: 'a.test.ts', content }]);
      assert.equal(result.status, 'failed');
      assert.match(result.problem ?? '', /ended its process early/);
    });

    it('ends a test that does not end', async () => {
      const content = `import test from 'node:test'; test('a', () => { for (;;); });`;
      const result = await validate([{ path: 'a.test.ts', content }], { limits: { wallMs: 700 } });
      assert.equal(result.status, 'failed');
      assert.match(result.problem ?? '', /did not finish within 0.7 s/);
    });
  });

  describe('without a sandbox', () => {
    const content = `import test from 'node:test'; import { writeFileSync } from 'node:fs';
writeFileSync('RAN', ''); test('a', () => {});`;

    function files(): readonly SourceFile[] {
      return [{ path: 'a.test.ts', content: content.replace('RAN', join(base, 'ran')) }];
    }
    const hasRun = (): Promise<boolean> =>
      fs.stat(join(base, 'ran')).then(
        () => true,
        () => false,
      );

    it('runs nothing, and says why and what to do (T12)', async () => {
      const result = await validate(files(), { bubblewrap: [] });
      assert.equal(result.status, 'unverified');
      assert.match(result.problem ?? '', /not run.*not found.*Install bubblewrap.*settings/s);
      assert.equal(await hasRun(), false);
    });

    it('runs nothing when the sandbox is broken (T12)', async () => {
      const broken = join(base, 'bwrap');
      await fs.writeFile(broken, '#!/bin/sh\necho "no permission" >&2\nexit 1\n', { mode: 0o755 });
      const result = await validate(files(), { bubblewrap: [broken] });
      assert.equal(result.status, 'unverified');
      if (process.platform === 'linux') assert.match(result.problem ?? '', /no permission/);
      assert.equal(await hasRun(), false);
    });

    it('asks for the user’s word once a run, and runs nothing without it (T12)', async () => {
      let asked = 0;
      const validator = createValidator({
        folder,
        temporaryFolder,
        isTrusted: () => true,
        clock: systemClock,
        bubblewrap: [],
        unsandboxed: async () => {
          asked += 1;
          return false;
        },
      });
      const request = { language: 'typescript', files: files(), testPaths: ['a.test.ts'] } as const;
      assert.equal((await validator.validate(request, never)).status, 'unverified');
      assert.equal((await validator.validate(request, never)).status, 'unverified');
      assert.equal(asked, 1);
      assert.equal(await hasRun(), false);
    });

    it('runs on the user’s word, still on a copy and with a clean environment', async () => {
      await fs.mkdir(join(folder, 'node_modules', 'dep'), { recursive: true });
      await fs.writeFile(join(folder, 'node_modules/dep/index.js'), 'module.exports = 1;');
      const before = await readTree(folder);
      const test = `import test from 'node:test'; import assert from 'node:assert/strict';
import * as fs from 'node:fs'; import dep from 'dep';
test('a', () => { fs.writeFileSync('x', 'x'); assert.equal(dep, 1); assert.equal(process.env.CANARY, undefined); });`;
      const result = await validate([{ path: 'b.test.ts', content: test }], {
        bubblewrap: [],
        unsandboxed: 'allow',
        environment: { ...process.env, CANARY: '1' },
      });
      assert.equal(result.status, 'passed', JSON.stringify(result));
      assert.deepEqual(await readTree(folder), before);
    });
  });

  it('runs nothing in an untrusted workspace', async () => {
    const result = await validate(slugify, { isTrusted: () => false, unsandboxed: 'allow' });
    assert.equal(result.status, 'unverified');
    assert.match(result.problem ?? '', /not trusted/);
  });

  it('runs nothing without tests, and nothing with JSX', async () => {
    assert.equal((await validate([])).status, 'unverified');
    assert.equal((await validate([{ path: 'a.test.tsx', content: '' }])).status, 'unverified');
  });

  it('says which tool is missing (T11)', async () => {
    const files = [{ path: 'test_a.py', content: '' }];
    const result = await validate(files, { environment: { PATH: '' } });
    assert.equal(result.status, 'unverified');
    assert.match(result.problem ?? '', /Python.*not found/);
  });

  it('runs no tool that the workspace brings', async () => {
    const planted = join(folder, 'bin');
    await fs.mkdir(planted);
    for (const name of ['python3', 'python']) {
      const script = `#!/bin/sh\ntouch ${join(base, 'planted')}\n`;
      await fs.writeFile(join(planted, name), script, { mode: 0o755 });
    }
    await fs.symlink(planted, join(base, 'alias'));
    const PATH = [planted, join(base, 'alias'), 'bin', '.'].join(':');
    const result = await validate([{ path: 'test_a.py', content: '' }], { environment: { PATH } });
    assert.equal(result.status, 'unverified');
    await assert.rejects(fs.stat(join(base, 'planted')));
  });

  it('refuses proposed paths that leave the copy', async () => {
    for (const path of ['../a.test.ts', '/tmp/a.test.ts', 'a/../../b.test.ts', 'a\\b.test.ts']) {
      const result = await validate([{ path, content: '' }], { unsandboxed: 'allow' });
      assert.equal(result.status, 'unverified', path);
    }
    assert.deepEqual(await readTree(base), {});
  });

  it('says so when the folder is too large to copy', async () => {
    await fs.writeFile(join(folder, 'a.txt'), 'x'.repeat(100));
    const limits = { copyBytes: 50 };
    const result = await validate(slugify, { limits, unsandboxed: 'allow' });
    assert.equal(result.status, 'unverified');
    assert.match(result.problem ?? '', /too large/);
  });

  it('looks for bubblewrap by absolute paths only', () => {
    for (const path of bubblewrapPaths) assert.match(path, /^\//);
  });
});
