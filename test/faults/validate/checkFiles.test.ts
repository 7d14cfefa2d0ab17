import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { Finding, Language } from '../../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../../src/validate/createValidator.ts';
import { hasSandbox } from '../../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

const never = new AbortController().signal;
const installed = join(import.meta.dirname, '../../../node_modules');
const scriptTest = `import { test } from 'node:test';\ntest('runs', () => {});\n`;
const pythonTest = 'import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self): pass\n';

describe("a project's type checker and linter", function () {
  this.timeout(180_000);
  let base: string;
  let folder: string;
  let temporaryFolder: string;

  before(function () {
    if (!hasSandbox()) this.skip();
  });
  beforeEach(async () => {
    base = await makeTemporaryFolder();
    folder = join(base, 'workspace');
    temporaryFolder = join(base, 'temporary');
    await fs.mkdir(folder);
    await fs.mkdir(temporaryFolder);
  });
  afterEach(async () => {
    assert.deepEqual(await fs.readdir(temporaryFolder), [], 'the copy is removed');
    await removeTemporaryFolder(base);
  });

  async function put(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await fs.mkdir(dirname(join(folder, path)), { recursive: true });
      await fs.writeFile(join(folder, path), content);
    }
  }

  /** What is found in a proposed file after its tests have been run. */
  async function check(
    path: string,
    content: string,
    { ran = true, ...options }: Partial<ValidatorOptions> & { readonly ran?: boolean } = {},
  ): Promise<readonly Finding[]> {
    const validator = createValidator({
      ...{ folder, temporaryFolder, clock: systemClock, isTrusted: () => true },
      // A busy machine takes long to read the library's types.
      limits: { wallMs: 120_000 },
      ...options,
    });
    const isPython = path.endsWith('.py');
    const language: Language = isPython
      ? 'python'
      : path.endsWith('.ts')
        ? 'typescript'
        : 'javascript';
    const test = isPython
      ? { path: 'test_it.py', content: pythonTest }
      : { path: 'it.test.mjs', content: scriptTest };
    const files = [{ path, content }, test];
    if (ran) await validator.validate({ language, files, testPaths: [test.path] }, never);
    return (await validator.check?.({ language, files, about: path }, never)) ?? [];
  }

  const wrong = `export function add(a: number, b: number): number {\n  return String(a + b);\n}\n`;
  const typed = {
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "lib": ["es2022"], "types": [], "skipLibCheck": true } }',
  };

  it('find a type error in a new file, with its line', async () => {
    await put({ ...typed, 'other.ts': 'export const broken: number = "x";\n' });
    await fs.symlink(installed, join(folder, 'node_modules'));
    const found = await check('add.ts', wrong);
    assert.deepEqual(
      found.map(({ tool, kind, file, line }) => [tool, kind, file, line]),
      [['tsc', 'type', 'add.ts', 2]],
      'not what is wrong with other files',
    );
    assert.match(found[0]?.message ?? '', /^TS2322: Type 'string' is not assignable/);
  });

  it('leave out what was wrong with the file before', async () => {
    await put({ ...typed, 'add.ts': wrong });
    await fs.symlink(installed, join(folder, 'node_modules'));
    const more = `${wrong}export const half: number = 'one';\nexport const one: boolean = 1;\n`;
    const found = await check('add.ts', more);
    assert.deepEqual(
      found.map(({ line, message }) => [line, message.slice(0, 6)]),
      [
        [4, 'TS2322'],
        [5, 'TS2322'],
      ],
      'once for each time it was there',
    );
  });

  it('find what the linter calls an error, and not its warnings', async () => {
    await put({
      'package.json': '{ "type": "module" }',
      'eslint.config.js': `export default [{ rules: { eqeqeq: 'error', 'prefer-const': 'warn' } }];`,
    });
    await fs.symlink(installed, join(folder, 'node_modules'));
    const code = `export function same(a, b) {\n  let equal = a == b;\n  return equal;\n}\n`;
    assert.deepEqual(await check('same.js', code), [
      {
        ...{ tool: 'eslint', kind: 'lint', file: 'same.js', line: 2 },
        message: "Expected '===' and instead saw '=='. (eqeqeq)",
      },
    ]);
  });

  it('are those of the virtual environment in Python', async () => {
    const version = execFileSync('python3', [
      '-c',
      'import sys;print("%d.%d"%sys.version_info[:2])',
    ])
      .toString()
      .trim();
    const site = `.venv/lib/python${version}/site-packages`;
    // In the words of the real tools, which need not be installed here.
    const says = (line: string): string => `import sys\nprint(sys.argv[-1] + '${line}')\n`;
    await put({
      '.venv/pyvenv.cfg': `version = ${version}.0\n`,
      [`${site}/mypy/__main__.py`]: says(
        ':2: error: Incompatible return value type  [return-value]',
      ),
      [`${site}/mypy/__init__.py`]: '',
      [`${site}/flake8/__main__.py`]: says(':1:80: E501 line too long (88 > 79 characters)'),
      [`${site}/flake8/__init__.py`]: '',
      'setup.cfg': '[mypy]\nstrict = True\n[flake8]\n',
    });
    const found = await check('add.py', 'def add(a: int, b: int) -> int:\n    return str(a + b)\n');
    assert.deepEqual(
      found.map(({ tool, kind, file, line }) => [tool, kind, file, line]),
      [
        ['mypy', 'type', 'add.py', 2],
        ['flake8', 'lint', 'add.py', 1],
      ],
    );
  });

  it('are not asked where there are none, nothing ran before, no sandbox is or no trust', async () => {
    await put(typed);
    assert.deepEqual(await check('add.ts', wrong), [], 'not installed');
    await fs.symlink(installed, join(folder, 'node_modules'));
    assert.deepEqual(await check('add.ts', wrong, { ran: false }), []);
    const bare = { bubblewrap: ['/nowhere/bwrap'], unsandboxed: 'allow' } as const;
    assert.deepEqual(await check('add.ts', wrong, bare), []);
    let isTrusted = true;
    const validator = createValidator({
      ...{ folder, temporaryFolder, clock: systemClock, isTrusted: () => isTrusted },
    });
    const files = [
      { path: 'add.ts', content: wrong },
      { path: 'it.test.mjs', content: scriptTest },
    ];
    const language = 'typescript';
    await validator.validate({ language, files, testPaths: ['it.test.mjs'] }, never);
    isTrusted = false;
    assert.deepEqual(await validator.check?.({ language, files, about: 'add.ts' }, never), []);
  });
});
