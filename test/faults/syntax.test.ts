import assert from 'node:assert/strict';
import { systemClock } from '../../src/base/clock.ts';
import type { Language } from '../../src/base/task.ts';
import { createValidator, type ValidatorOptions } from '../../src/validate/createValidator.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

const never = new AbortController().signal;

describe('the check that a file parses', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(async () => {
    await removeTemporaryFolder(folder);
  });

  function validatorFor(options: Partial<ValidatorOptions> = {}) {
    return createValidator({ folder, isTrusted: () => true, clock: systemClock, ...options });
  }

  function check(path: string, content: string, options?: Partial<ValidatorOptions>) {
    const language: Language = path.endsWith('.py') ? 'python' : 'typescript';
    return validatorFor(options).checkSyntax?.({ path, content }, language, never);
  }

  it('names file, line and what is wrong', async () => {
    assert.match(
      (await check('a.ts', 'const a = 1;\n\nconst b = (2;\n')) ?? '',
      /^a\.ts:3: SyntaxError: .*, in: const b = \(2;$/,
    );
    assert.match(
      (await check('a.py', 'a = 1\nb = (2\n')) ?? '',
      /^a\.py:2: SyntaxError: .*never closed/,
    );
    assert.match((await check('a.py', 'def f():\nreturn 1\n')) ?? '', /^a\.py:2: .*indented/);
    assert.match(
      (await check('a.js', 'let a: number = 1;\n')) ?? '',
      /^a\.js:1: .*TypeScript syntax/,
    );
  });

  it('lets pass what parses, also what Node alone would not run', async () => {
    const files = {
      'a.ts': 'export enum A { B }\nexport const a: A = A.B;\n',
      'b.js': 'export const a = await import("x");\n',
      'c.cjs': 'const a = require("x");\nmodule.exports = a;\n',
      'd.tsx': 'const a = <b>c</b>;\n',
      'e.py': 'import nothing_at_all\nx: int = 1\n',
    };
    for (const [path, content] of Object.entries(files)) {
      assert.equal(await check(path, content), undefined, path);
    }
  });

  it('runs nothing of the file, and does nothing in a folder that is not trusted', async () => {
    assert.equal(await check('a.py', 'raise SystemExit(3)\n'), undefined);
    assert.equal(await check('a.py', 'b = (2\n', { isTrusted: () => false }), undefined);
  });

  it('fails code that cannot be right although no test could run', async () => {
    const options = { bubblewrap: [] };
    const run = (content: string) =>
      validatorFor(options).validate(
        {
          language: 'python',
          files: [
            { path: 'a.py', content },
            { path: 'test_a.py', content: 'import a\n' },
          ],
          testPaths: ['test_a.py'],
        },
        never,
      );
    const wrong = await run('def a(:\n    pass\n');
    assert.equal(wrong.status, 'failed');
    assert.match(wrong.problem ?? '', /^a\.py:1: SyntaxError/);
    const right = await run('def a():\n    pass\n');
    assert.equal(right.status, 'unverified');
    assert.match(right.problem ?? '', /no sandbox works/);
  });
});
