import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

describe('npm test', function () {
  this.timeout(60_000);
  let project: string;

  beforeEach(async () => {
    project = await realpath(await mkdtemp(join(tmpdir(), 'caravan-test-command-')));
    await cp(join(root, 'test/bin'), join(project, 'test/bin'), { recursive: true });
    // Nothing is locked, so nothing can be out of date and be installed over the link below.
    await writeFile(join(project, 'package-lock.json'), '{ "packages": {} }');
    await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  });

  afterEach(() => rm(project, { recursive: true, force: true }));

  async function runUnit(spec: string): Promise<{ last: string; code: number | string | null }> {
    await mkdir(join(project, 'test/unit'), { recursive: true });
    await writeFile(join(project, 'test/unit/sample.test.ts'), spec);
    return new Promise((resolve) => {
      const command = [join(project, 'test/bin/test.mjs'), 'unit'];
      execFile(process.execPath, command, { cwd: project }, (error, stdout) => {
        resolve({ last: stdout.trim().split('\n').at(-1)!, code: error ? error.code! : 0 });
      });
    });
  }

  it('ends with the count of what passed, failed and was skipped', async () => {
    const result = await runUnit(`
      it('a', () => {}); it('b', () => {}); it.skip('c', () => {});
      it('d', () => { throw new Error('no'); });`);
    assert.deepEqual(result, { last: '2 passed, 1 failed, 1 skipped', code: 1 });
  });

  it('ends with 0 when everything passed', async () => {
    const result = await runUnit(`it('a', () => {});`);
    assert.deepEqual(result, { last: '1 passed, 0 failed', code: 0 });
  });

  it('counts a lane that ends in the middle as failed, whatever its exit code', async () => {
    const result = await runUnit(`it('a', () => {}); it('b', () => process.exit(0));`);
    // Unit files run in processes of their own, and what one had passed ends with it.
    assert.deepEqual(result, { last: '0 passed, 1 failed', code: 1 });
  });

  it('counts a test file that cannot be loaded as failed', async () => {
    const result = await runUnit(`import './missing.ts';`);
    assert.deepEqual(result, { last: '0 passed, 1 failed', code: 1 });
  });
});
