import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { ValidationResult } from '../../src/base/task.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import { hasSandbox } from '../support/sandboxed.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { forgeries, honest, type Forgery } from './hostileReports/programs.ts';

describe('a forged report', () => {
  let base: string;
  before(function () {
    if (!hasSandbox()) this.skip();
  });
  beforeEach(async () => {
    base = await makeTemporaryFolder();
    await fs.mkdir(join(base, 'workspace'));
    await fs.mkdir(join(base, 'temporary'));
  });
  afterEach(() => removeTemporaryFolder(base));

  function validate({ files }: Forgery): Promise<ValidationResult> {
    const validator = createValidator({
      folder: join(base, 'workspace'),
      isTrusted: () => true,
      clock: systemClock,
      temporaryFolder: join(base, 'temporary'),
    });
    const testPaths = files
      .map(({ path }) => path)
      .filter((path) => /\.test\.|(?:^|\/)test_/.test(path));
    const language = testPaths[0]?.endsWith('.py') ? 'python' : 'typescript';
    return validator.validate({ language, files, testPaths }, new AbortController().signal);
  }

  for (const program of forgeries) {
    it(`is not believed: ${program.name} (T10)`, async () => {
      const result = await validate(program);
      assert.equal(result.status, 'failed', JSON.stringify(result));
      if (program.why) {
        const told = [result.problem, ...result.tests.map((test) => test.message)].join('\n');
        assert.match(told, program.why);
      }
    });
  }

  for (const program of honest) {
    it(`is not suspected of an honest program: ${program.name}`, async () => {
      const result = await validate(program);
      assert.equal(result.status, 'passed', JSON.stringify(result));
    });
  }
});
