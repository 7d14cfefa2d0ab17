import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { CaravanError } from '../../../src/base/errors.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import type { ApprovedEdit } from '../../../src/workspace/types.ts';
import { InMemoryFileSystem, systemError } from '../../support/inMemoryFileSystem.ts';
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

  for (const code of ['ENOSPC', 'EACCES', 'EBUSY']) {
    it(`is whole or not at all when any one call fails with ${code}`, async () => {
      const dry = new InMemoryFileSystem(start);
      await createNodeWriter({ fileSystem: dry, preImageFolder: '/pre' }).writeAll(edits, 'test');
      assert.ok(dry.calls.length > 20);
      for (let failing = 0; failing < dry.calls.length; failing += 1) {
        const fileSystem = new InMemoryFileSystem(start);
        fileSystem.before = ({ path }, index) => {
          if (index === failing) throw systemError(code, path);
        };
        const writer = createNodeWriter({ fileSystem, preImageFolder: '/pre' });
        const outcome = await writer.writeAll(edits, 'test').then(
          () => 'written',
          (error: unknown) => (error instanceof CaravanError ? error.code : String(error)),
        );
        assert.ok(outcome === 'written' || outcome === 'write-failed', `${failing}: ${outcome}`);
        const expected = outcome === 'written' ? end : start;
        assert.deepEqual(fileSystem.files('/ws'), expected, `call ${failing}`);
      }
    });
  }

  it('keeps the old bytes and says where when putting back fails too', async () => {
    const fileSystem = new InMemoryFileSystem(start);
    let writes = 0;
    fileSystem.before = ({ method, path }) => {
      if (method === 'writeFileAtomic' && path.startsWith('/ws')) {
        writes += 1;
        if (writes > 1) throw systemError('ENOSPC', path);
      }
    };
    const writer = createNodeWriter({ fileSystem, preImageFolder: '/pre' });
    await assert.rejects(writer.writeAll(edits, 'test'), (error) => {
      assert.ok(error instanceof CaravanError && error.code === 'write-failed');
      assert.match(error.message, /\/ws\/a\.ts/);
      const place = error.kept?.args?.[0];
      assert.equal(fileSystem.text(String(place)), 'old a');
      return true;
    });
  });

  it('does not undo what a user typed over it meanwhile', async () => {
    const fileSystem = new InMemoryFileSystem(start);
    fileSystem.before = ({ method, path }) => {
      if (method !== 'writeFileAtomic' || path !== '/ws/b.ts') return;
      fileSystem.put('/ws/a.ts', 'typed');
      throw systemError('EACCES', path);
    };
    await assert.rejects(createNodeWriter({ fileSystem }).writeAll(edits, 'test'));
    assert.deepEqual(fileSystem.files('/ws'), { ...start, '/ws/a.ts': 'typed' });
  });

  it('removes the pre-images after success', async () => {
    const fileSystem = new InMemoryFileSystem(start);
    await createNodeWriter({ fileSystem, preImageFolder: '/pre' }).writeAll(edits, 'test');
    assert.deepEqual(fileSystem.files('/pre'), {});
  });

  it('writes nothing on a conflict, also on one that appears between two files', async () => {
    const early = new InMemoryFileSystem({ ...start, '/ws/b.ts': 'typed' });
    const late = new InMemoryFileSystem(start);
    late.before = ({ method, path }) => {
      if (method === 'deleteFile' && path === '/ws/gone.ts') late.put('/ws/b.ts', 'typed');
    };
    for (const fileSystem of [early, late]) {
      await assert.rejects(
        createNodeWriter({ fileSystem }).writeAll(edits, 'test'),
        (error) => error instanceof CaravanError && error.code === 'write-conflict',
      );
      assert.deepEqual(fileSystem.files('/ws'), { ...start, '/ws/b.ts': 'typed' });
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
      await assert.rejects(
        writer.writeAll([edit], 'test'),
        (error) => error instanceof CaravanError && error.code === 'write-failed',
      );
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
