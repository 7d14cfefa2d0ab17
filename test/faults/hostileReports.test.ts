import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { ValidationResult } from '../../src/base/task.ts';
import { createValidator } from '../../src/validate/createValidator.ts';
import type { Validator } from '../../src/validate/validator.ts';
import { hasSandbox } from '../support/sandboxed.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../support/temporaryFolder.ts';
import { forgeries, honest, type Forgery } from './hostileReports/programs.ts';

describe('a forged report', () => {
  let base = '';
  let validator: Validator;
  before(async function () {
    if (!hasSandbox()) this.skip();
    base = await makeTemporaryFolder();
    const [folder, temporaryFolder] = [join(base, 'workspace'), join(base, 'temporary')];
    await fs.mkdir(folder);
    await fs.mkdir(temporaryFolder);
    // One for all: it looks for tools and a sandbox once, and each run has a copy of its own.
    const isTrusted = (): boolean => true;
    validator = createValidator({ folder, temporaryFolder, isTrusted, clock: systemClock });
  });
  afterEach(async () => {
    if (base === '') return;
    assert.deepEqual(await readTree(base), {}, 'nothing is left, here or in the folder');
  });
  after(async () => {
    if (base !== '') await removeTemporaryFolder(base);
  });

  function validate({ files }: Forgery): Promise<ValidationResult> {
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
