import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../../src/base/textFile.ts';
import { renameWithRetry } from '../../../src/node/atomicWrite.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import { systemError } from '../../support/inMemoryFileSystem.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../../support/temporaryFolder.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('node file system', () => {
  const fileSystem = createNodeFileSystem();
  let folder: string;
  beforeEach(async () => (folder = await makeTemporaryFolder()));
  afterEach(() => removeTemporaryFolder(folder));

  describe('atomic write', () => {
    it('creates and replaces files, and leaves nothing beside them', async () => {
      await fileSystem.writeFileAtomic(join(folder, 'a'), bytes('1'));
      await fileSystem.writeFileAtomic(join(folder, 'a'), bytes('22'));
      assert.deepEqual(await readTree(folder), { a: '22' });
    });

    it('never shows a reader a half-written file', async () => {
      const path = join(folder, 'a');
      const texts = ['x'.repeat(300_000), 'y'.repeat(100_000)];
      await fileSystem.writeFileAtomic(path, bytes(texts[0] ?? ''));
      let isDone = false;
      const writing = (async () => {
        for (let turn = 0; turn < 20; turn += 1) {
          await fileSystem.writeFileAtomic(path, bytes(texts[turn % 2] ?? ''));
        }
        isDone = true;
      })();
      for (let reads = 0; !isDone || reads < 5; reads += 1) {
        assert.ok(texts.includes(await fs.readFile(path, 'utf8')));
      }
      await writing;
    });

    if (process.platform !== 'win32') {
      it('keeps the mode of a file, and gives a new one the wished mode', async () => {
        const path = join(folder, 'a');
        await fs.writeFile(path, '', { mode: 0o755 });
        await fs.chmod(path, 0o750);
        await fileSystem.writeFileAtomic(path, bytes('1'), { mode: 0o600 });
        assert.equal((await fs.stat(path)).mode & 0o777, 0o750);
        await fileSystem.writeFileAtomic(join(folder, 'b'), bytes('1'), { mode: 0o600 });
        assert.equal((await fs.stat(join(folder, 'b'))).mode & 0o777, 0o600);
      });

      it('does not replace a read-only file', async () => {
        const path = join(folder, 'a');
        await fs.writeFile(path, 'mine', { mode: 0o444 });
        await assert.rejects(fileSystem.writeFileAtomic(path, bytes('1')), { code: 'EACCES' });
        assert.deepEqual(await readTree(folder), { a: 'mine' });
      });
    }

    it('follows a final link only on purpose', async () => {
      await fs.writeFile(join(folder, 'target'), 'old');
      await fs.symlink('target', join(folder, 'link'));
      const path = join(folder, 'link');
      await assert.rejects(fileSystem.writeFileAtomic(path, bytes('1')), { code: 'ELOOP' });
      await fileSystem.writeFileAtomic(path, bytes('new'), { followLink: true });
      assert.deepEqual(await readTree(folder), { target: 'new', link: '(link)' });
    });

    it('writes through no dangling link', async () => {
      await fs.symlink('nowhere', join(folder, 'link'));
      const path = join(folder, 'link');
      await assert.rejects(fileSystem.writeFileAtomic(path, bytes('1'), { followLink: true }));
      assert.deepEqual(await readTree(folder), { link: '(link)' });
    });

    it('refuses a path through a linked folder when links are ruled out', async () => {
      await fs.mkdir(join(folder, 'real'));
      await fs.symlink('real', join(folder, 'link'));
      const path = join(folder, 'link', 'a');
      await assert.rejects(fileSystem.writeFileAtomic(path, bytes('1'), { noLinks: true }), {
        code: 'ELOOP',
      });
      await fileSystem.writeFileAtomic(join(folder, 'real', 'a'), bytes('1'), { noLinks: true });
      assert.deepEqual(await readTree(join(folder, 'real')), { a: '1' });
    });

    it('replaces, creates and deletes only what is as the caller knows it', async () => {
      const path = join(folder, 'a');
      const write = (text: string, replaces: string | null): Promise<void> =>
        fileSystem.writeFileAtomic(path, bytes(text), { noLinks: true, replaces });
      await assert.rejects(write('1', sha256('0')), { code: 'ESTALE' });
      await write('1', null);
      await assert.rejects(write('2', null), { code: 'ESTALE' });
      await assert.rejects(write('2', sha256('0')), { code: 'ESTALE' });
      await write('2', sha256('1'));
      assert.deepEqual(await readTree(folder), { a: '2' });
      const stale = fileSystem.deleteFile(path, { noLinks: true, replaces: sha256('1') });
      await assert.rejects(stale, { code: 'ESTALE' });
      await fileSystem.deleteFile(path, { noLinks: true, replaces: sha256('2') });
      assert.deepEqual(await readTree(folder), {});
    });

    it('creates and deletes nothing through a linked folder when links are ruled out', async () => {
      const outside = join(folder, 'outside');
      await fs.mkdir(outside);
      await fs.writeFile(join(outside, 'a'), 'mine');
      await fs.symlink(outside, join(folder, 'link'));
      const at = (name: string): string => join(folder, 'link', name);
      await assert.rejects(fileSystem.deleteFile(at('a'), { noLinks: true }), { code: 'ELOOP' });
      await assert.rejects(fileSystem.createDirectory(at('new/deep'), { noLinks: true }), {
        code: 'ELOOP',
      });
      assert.deepEqual(await fs.readdir(outside), ['a']);
      await fileSystem.createDirectory(join(folder, 'b/c'), { noLinks: true });
      await fileSystem.createDirectory(join(folder, 'b/c'), { noLinks: true });
      assert.deepEqual(await fs.readdir(join(folder, 'b')), ['c']);
    });

    it('removes a folder only when it holds nothing', async () => {
      await fs.mkdir(join(folder, 'a/b'), { recursive: true });
      assert.equal(await fileSystem.deleteEmptyDirectory(join(folder, 'a')), false);
      assert.equal(await fileSystem.deleteEmptyDirectory(join(folder, 'a/b')), true);
      assert.equal(await fileSystem.deleteEmptyDirectory(join(folder, 'a/b')), false);
      assert.deepEqual(await fs.readdir(join(folder, 'a')), []);
    });

    it('refuses folders', async () => {
      await fs.mkdir(join(folder, 'a'));
      await assert.rejects(fileSystem.writeFileAtomic(join(folder, 'a'), bytes('1')), {
        code: 'EINVAL',
      });
    });

    it('lets no write escape while the folder is swapped for a link, in 300 races', async function () {
      this.timeout(30_000);
      const [inside, aside, outside] = ['inside', 'aside', 'outside'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      await fs.mkdir(inside);
      await fs.mkdir(outside);
      let isDone = false;
      const swapping = (async () => {
        while (!isDone) {
          await fs.rename(inside, aside);
          await fs.symlink(outside, inside);
          await fs.unlink(inside);
          await fs.rename(aside, inside);
        }
      })();
      let written = 0;
      for (let race = 0; race < 300; race += 1) {
        try {
          const path = join(inside, `f${race}`);
          await fileSystem.writeFileAtomic(path, bytes('x'), { noLinks: true });
          written += 1;
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error);
          assert.ok(['ELOOP', 'ENOENT'].includes(String(error.code)), error.message);
        }
      }
      isDone = true;
      await swapping;
      assert.deepEqual(await readTree(outside), {});
      const left = Object.keys(await readTree(inside));
      assert.ok(left.length <= written && left.every((name) => !name.endsWith('.tmp')));
    });
  });

  describe('rename', () => {
    function failing(code: string, times: number) {
      const waits: number[] = [];
      let calls = 0;
      const rename = async (): Promise<void> => {
        calls += 1;
        if (calls <= times) throw systemError(code, 'x');
      };
      const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
      return { rename, wait, waits, calls: () => calls };
    }

    it('tries again while another program holds the file, as on Windows', async () => {
      for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
        const ports = failing(code, 4);
        await renameWithRetry('a', 'b', { ...ports, platform: 'win32' });
        assert.deepEqual(ports.waits, [10, 20, 40, 80]);
      }
    });

    it('gives up after ten tries and under two seconds', async () => {
      const ports = failing('EBUSY', 99);
      await assert.rejects(renameWithRetry('a', 'b', { ...ports, platform: 'linux' }), {
        code: 'EBUSY',
      });
      assert.equal(ports.calls(), 10);
      assert.ok(ports.waits.reduce((sum, wait) => sum + wait) < 2_000);
    });

    it('does not try again where a refusal is final', async () => {
      const ports = failing('EACCES', 99);
      await assert.rejects(renameWithRetry('a', 'b', { ...ports, platform: 'linux' }));
      assert.equal(ports.calls(), 1);
    });
  });

  it('tells missing entries by undefined, and links by their kind', async () => {
    await fs.writeFile(join(folder, 'file'), 'abc');
    await fs.symlink('file', join(folder, 'link'));
    assert.equal(await fileSystem.lstat(join(folder, 'none')), undefined);
    assert.equal(await fileSystem.stat(join(folder, 'file', 'below')), undefined);
    assert.equal((await fileSystem.lstat(join(folder, 'link')))?.kind, 'symlink');
    assert.equal((await fileSystem.stat(join(folder, 'link')))?.size, 3);
    const entries = await fileSystem.readDirectory(folder);
    assert.deepEqual(
      [...entries].sort((a, b) => (a.name < b.name ? -1 : 1)),
      [
        { name: 'file', kind: 'file' },
        { name: 'link', kind: 'symlink' },
      ],
    );
  });

  it('creates exclusively only once, and appends', async () => {
    const path = join(folder, 'lock');
    assert.equal(await fileSystem.createExclusive(path, bytes('1')), true);
    assert.equal(await fileSystem.createExclusive(path, bytes('2')), false);
    await fileSystem.appendFile(path, bytes('3'));
    assert.equal(await fs.readFile(path, 'utf8'), '13');
    assert.equal((await fs.stat(path)).mode & 0o777, 0o600);
    await fileSystem.deleteFile(path);
    await fileSystem.deleteFile(path);
    await fileSystem.deleteDirectory(join(folder, 'none'));
  });
});
