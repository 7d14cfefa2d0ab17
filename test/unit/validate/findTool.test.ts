import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { findNode, isInside, mountsOf, type ToolSearch } from '../../../src/validate/findTool.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('finding Node', () => {
  let base: string;
  let search: ToolSearch;
  const editor = { execPath: '/opt/code/code', versions: { node: '22.19.0', electron: '37.0.0' } };

  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    base = await makeTemporaryFolder();
    await mkdir(join(base, 'workspace'));
    search = {
      workspace: join(base, 'workspace'),
      environment: { PATH: `${join(base, 'old')}:${join(base, 'new')}` },
      clock: systemClock,
      signal: new AbortController().signal,
    };
  });
  afterEach(() => removeTemporaryFolder(base));

  async function plant(folder: string, version: string): Promise<string> {
    await mkdir(join(base, folder), { recursive: true });
    const program = join(base, folder, 'node');
    const answer = JSON.stringify([program, version]);
    await writeFile(program, `#!/bin/sh\nprintf '%s' '${answer}'\n`, { mode: 0o755 });
    return program;
  }

  it('takes the running Node when it is new enough', async () => {
    const host = { execPath: '/x/node', versions: { node: '22.18.0' } };
    assert.equal((await findNode(search, host))?.program, '/x/node');
  });

  it('passes by versions on PATH that cannot run TypeScript', async () => {
    await plant('old', '22.17.9');
    const program = await plant('new', '24.1.0');
    for (const host of [editor, { execPath: '/x/node', versions: { node: '20.20.2' } }]) {
      assert.equal((await findNode(search, host))?.program, program);
    }
  });

  it('takes the editor itself, as plain Node, when PATH has none', async () => {
    const tool = await findNode(search, editor);
    assert.deepEqual(
      [tool?.program, tool?.env, tool?.mounts],
      ['/opt/code/code', { ELECTRON_RUN_AS_NODE: '1' }, ['/opt/code']],
    );
  });

  it('finds none when all are too old, and none in the workspace', async () => {
    await plant('old', '20.0.0');
    await plant('workspace/bin', '24.0.0');
    await symlink(join(base, 'workspace', 'bin'), join(base, 'new'));
    const host = { execPath: '/x/node', versions: { node: '20.20.2' } };
    assert.equal(await findNode(search, host), undefined);
  });

  it('shows the tests neither the whole disk nor a home', () => {
    const tool = { program: '/home/me/bin/node', version: '', env: {}, shown: '' };
    const mounts = ['/', '/home', '/home/me', '/home/me/bin/node', '/usr/bin/node', '/opt/py'];
    assert.deepEqual(mountsOf({ ...tool, mounts }, { HOME: '/home/me' }), [
      '/home/me/bin/node',
      '/opt/py',
    ]);
  });

  it('tells a folder from one whose name begins alike', () => {
    assert.deepEqual(
      ['/a/b', '/a/b/c', '/a/bc', '/a', '/a/..b'].map((path) => isInside('/a/b', path)),
      [true, true, false, false, false],
    );
    assert.equal(isInside('/a', '/a/..b'), true);
  });
});
