import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { CaravanError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import type { ApprovedEdit } from '../../../src/workspace/types.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../../support/temporaryFolder.ts';

const start = { '/ws/a.ts': 'old a', '/ws/b.ts': 'old b', '/ws/gone.ts': 'old gone' };
const edits: readonly ApprovedEdit[] = [
  { realPath: '/ws/a.ts', operation: 'edit', beforeHash: sha256('old a'), after: 'new a' },
  { realPath: '/ws/x/y/c.ts', operation: 'create', beforeHash: undefined, after: 'new c' },
  { realPath: '/ws/gone.ts', operation: 'delete', beforeHash: sha256('old gone'), after: '' },
  { realPath: '/ws/b.ts', operation: 'edit', beforeHash: sha256('old b'), after: 'new b' },
];
const end = { '/ws/a.ts': 'new a', '/ws/b.ts': 'new b', '/ws/x/y/c.ts': 'new c' };

describe('node writer', () => {
  it('writes a whole set', async () => {
    const fileSystem = new InMemoryFileSystem(start);
    await createNodeWriter({ fileSystem }).writeAll(edits, 'test');
    assert.deepEqual(fileSystem.files('/ws'), end);
  });

  it('writes nothing on a conflict', async () => {
    const fileSystem = new InMemoryFileSystem({ ...start, '/ws/b.ts': 'typed' });
    await assert.rejects(
      createNodeWriter({ fileSystem }).writeAll(edits, 'test'),
      (error) => error instanceof CaravanError && error.code === 'write-conflict',
    );
    assert.deepEqual(fileSystem.files('/ws'), { ...start, '/ws/b.ts': 'typed' });
  });

  it('does not touch what a user changes right before it would be written', async () => {
    for (const { realPath, operation } of edits) {
      const fileSystem = new InMemoryFileSystem(start);
      const method = operation === 'delete' ? 'deleteFile' : 'writeFileAtomic';
      fileSystem.before = (call) => {
        if (call.method === method && call.path === realPath) fileSystem.put(realPath, 'typed');
      };
      await assert.rejects(
        createNodeWriter({ fileSystem }).writeAll(edits, 'test'),
        (error) => error instanceof CaravanError && error.code === 'write-conflict',
      );
      assert.equal(fileSystem.text(realPath), 'typed');
    }
  });

  it('refuses a set that names a file twice', async () => {
    const fileSystem = new InMemoryFileSystem(start);
    const twice = [...edits, ...edits.slice(0, 1)];
    await assert.rejects(createNodeWriter({ fileSystem }).writeAll(twice, 'test'), CaravanError);
    assert.deepEqual(fileSystem.files('/ws'), start);
  });

  describe('on the real file system', () => {
    let folder: string;
    beforeEach(async () => (folder = await makeTemporaryFolder()));
    afterEach(() => removeTemporaryFolder(folder));

    it('keeps bytes outside of the edit: byte order mark, line ends, mode', async () => {
      const fileSystem = createNodeFileSystem();
      const writer = createNodeWriter({ fileSystem });
      const path = join(folder, 'a.sh');
      await fs.writeFile(path, '\uFEFFone\r\ntwo', { mode: 0o755 });
      const current = await writer.readCurrent(path);
      assert.equal(current?.text, '\uFEFFone\r\ntwo');
      const after = '\uFEFFone\r\n2';
      const edit = { realPath: path, operation: 'edit', beforeHash: current?.hash, after } as const;
      await writer.writeAll([edit], 'test');
      assert.deepEqual(await readTree(folder), { 'a.sh': after });
      if (process.platform !== 'win32') {
        assert.equal((await fs.stat(path)).mode & 0o111, 0o111);
      }
    });

    it('does not write through a link put in the place of a folder', async () => {
      const writer = createNodeWriter({ fileSystem: createNodeFileSystem() });
      await fs.mkdir(join(folder, 'outside'));
      await fs.symlink(join(folder, 'outside'), join(folder, 'src'));
      const realPath = join(folder, 'src', 'a.ts');
      const edit = { realPath, operation: 'create', beforeHash: undefined, after: 'x' } as const;
      await assert.rejects(writer.writeAll([edit], 'test'), { code: 'ELOOP' });
      assert.deepEqual(await readTree(join(folder, 'outside')), {});
    });

    it('refuses to read what is no text', async () => {
      const writer = createNodeWriter({ fileSystem: createNodeFileSystem() });
      await fs.writeFile(join(folder, 'utf16'), Buffer.from('\uFEFFhello', 'utf16le'));
      await fs.symlink('utf16', join(folder, 'link'));
      for (const name of ['utf16', 'link', '.']) {
        await assert.rejects(writer.readCurrent(join(folder, name)), CaravanError, name);
      }
      assert.equal(await writer.readCurrent(join(folder, 'none')), undefined);
    });
  });
});
