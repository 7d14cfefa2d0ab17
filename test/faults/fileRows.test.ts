import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CaravanError } from '../../src/base/errors.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { InMemoryFileSystem } from '../support/inMemoryFileSystem.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../support/temporaryFolder.ts';
import { openWorld, withDeletion, type World, type WorldOptions } from './applyWorld.ts';

const open = (fileSystem: InMemoryFileSystem, options: Partial<WorldOptions> = {}): World =>
  openWorld({ fileSystem, root: '/ws', storage: '/storage', pid: 1, ...options });

function isConflict(error: unknown): boolean {
  return error instanceof CaravanError && error.code === 'write-conflict' && !!error.next;
}

describe('files of a workspace', () => {
  it('that the user changed after the plan stay the user’s (F03)', async () => {
    const files = new InMemoryFileSystem({ '/ws/a.ts': 'old\n', '/ws/b.ts': 'old\n' });
    const world = open(files);
    const proposal = await world.propose({ 'a.ts': 'new\n', 'b.ts': 'new\n' });
    files.put('/ws/b.ts', 'the user’s\n');
    await assert.rejects(world.apply(proposal), isConflict);
    assert.deepEqual(files.files('/ws'), { '/ws/a.ts': 'old\n', '/ws/b.ts': 'the user’s\n' });
  });

  it('that were deleted or made since the plan are neither made nor replaced (F05)', async () => {
    const start = { '/ws/gone.ts': 'old\n', '/ws/x.txt': 'x' };
    for (const change of ['delete', 'create'] as const) {
      const files = new InMemoryFileSystem(start);
      const world = open(files);
      const proposal = await world.propose({ 'gone.ts': 'new\n', 'made.ts': 'new\n' });
      if (change === 'delete') files.remove('/ws/gone.ts');
      else files.put('/ws/made.ts', 'the user’s\n');
      const before = files.files('/ws');
      await assert.rejects(world.apply(proposal), isConflict);
      assert.deepEqual(files.files('/ws'), before);
    }
  });

  it('that are huge, binary or no text are not read and not rewritten (F08)', async () => {
    const odd = {
      'huge.ts': new Uint8Array(2 * 1024 * 1024).fill(97),
      'binary.ts': new Uint8Array([1, 0, 2]),
      'latin.ts': new Uint8Array([0x63, 0xe9, 0x0a]),
    };
    const files = new InMemoryFileSystem({ '/ws/x.txt': 'x' });
    for (const [name, bytes] of Object.entries(odd)) files.put(`/ws/${name}`, bytes);
    const names = Object.keys(odd);
    const world = open(files);
    const proposal = await world.propose(Object.fromEntries(names.map((name) => [name, 'new'])));
    for (const { decision } of proposal.files) {
      assert.equal(decision.decision, 'deny');
      assert.ok(decision.reason);
    }
    assert.ok(!files.calls.some(({ method, path }) => method === 'readFile' && /huge/.test(path)));
    await world.apply(proposal).catch(() => undefined);
    for (const [name, bytes] of Object.entries(odd)) {
      assert.deepEqual(await files.readFile(`/ws/${name}`), bytes);
    }
  });

  it('that are named in two roots are written in the one of the proposal only (F14)', async () => {
    const files = new InMemoryFileSystem({ '/ws/a.ts': 'one\n', '/other/a.ts': 'two\n' });
    const world = open(files, { root: '/other' });
    const proposal = await world.propose({ 'a.ts': 'new\n' });
    assert.equal(proposal.root, '/other');
    assert.equal(proposal.files[0]?.decision.realPath, '/other/a.ts');
    await world.apply(proposal);
    assert.deepEqual([files.text('/ws/a.ts'), files.text('/other/a.ts')], ['one\n', 'new\n']);
  });

  it('are restored only where nobody changed them since, and git is left alone (F18)', async () => {
    const files = new InMemoryFileSystem({
      '/ws/a.ts': 'old a\n',
      '/ws/b.ts': 'old b\n',
      '/ws/.git/HEAD': 'ref: refs/heads/main\n',
      '/ws/.git/index': 'index',
    });
    const world = open(files);
    await world.apply(await world.propose({ 'a.ts': 'new a\n', 'b.ts': 'new b\n' }));
    files.put('/ws/b.ts', 'new b\nand the user’s\n');
    files.put('/ws/.git/index', 'committed since');
    const before = files.files('/ws/.git');
    const [point] = await world.points();
    assert.ok(point);
    const { restored, changed } = await world.restore(point);
    assert.deepEqual(restored, ['a.ts']);
    assert.deepEqual(
      changed.map(({ path, current }) => [path, current]),
      [['b.ts', 'new b\nand the user’s\n']],
    );
    assert.equal(files.text('/ws/a.ts'), 'old a\n');
    assert.equal(files.text('/ws/b.ts'), 'new b\nand the user’s\n');
    assert.deepEqual(files.files('/ws/.git'), before);
  });

  it('that are no part of a run stay where they are: other repositories, ignored ones (F19)', async () => {
    const others = {
      '/ws/.git/config': '[core]\n',
      '/ws/.gitignore': 'ignored/\n',
      '/ws/.gitmodules': '[submodule "lib"]\n',
      '/ws/lib/.git': 'gitdir: ../.git/modules/lib\n',
      '/ws/lib/main.ts': 'lib\n',
      '/ws/nested/.git/HEAD': 'ref: refs/heads/main\n',
      '/ws/nested/own.ts': 'nested\n',
      '/ws/ignored/cache.ts': 'cache\n',
      '/ws/untracked.ts': 'untracked\n',
    };
    const files = new InMemoryFileSystem({ ...others, '/ws/a.ts': 'old\n', '/ws/old.ts': 'x\n' });
    const world = open(files);
    const proposal = await world.propose({ 'a.ts': 'new\n', 'old.ts': 'y', 'src/b.ts': 'b\n' });
    const old = proposal.files.find(({ path }) => path === 'old.ts');
    assert.ok(old);
    await world.apply(withDeletion(proposal, old));
    const [point] = await world.points();
    assert.ok(point);
    const rest = Object.keys(others).map((path) => files.text(path));
    assert.deepEqual(rest, Object.values(others));
    await world.restore(point);
    assert.deepEqual(files.files('/ws'), { ...others, '/ws/a.ts': 'old\n', '/ws/old.ts': 'x\n' });
  });

  it('that a formatter rewrites on saving count as written so (F20)', async () => {
    const files = new InMemoryFileSystem({ '/ws/a.ts': 'old\n' });
    let saves = 0;
    const world = open(files, {
      wrap: (writer) => ({
        ...writer,
        async writeAll(edits, label) {
          await writer.writeAll(edits, label);
          saves += 1;
          files.put('/ws/a.ts', 'formatted;\n');
          return new Map([['/ws/a.ts', 'formatted;\n']]);
        },
      }),
    });
    await world.apply(await world.propose({ 'a.ts': 'formatted\n' }));
    assert.equal(saves, 1);
    const [point] = await world.points();
    assert.ok(point);
    assert.deepEqual((await world.restore(point)).restored, ['a.ts']);
  });

  it('whose folder is gone are not made anew, and what is kept of them survives (F21)', async () => {
    const files = new InMemoryFileSystem({ '/ws/a.ts': 'old\n', '/ws/b.ts': 'old\n' });
    const world = open(files);
    await world.apply(await world.propose({ 'a.ts': 'new\n' }));
    const second = await world.propose({ 'b.ts': 'new\n', 'c/d.ts': 'new\n' });
    files.remove('/ws');
    await assert.rejects(world.apply(second), (error) => error instanceof CaravanError);
    assert.deepEqual(files.files('/ws'), {});
    const [point] = await open(files, { pid: 2 }).points();
    assert.ok(point);
    assert.equal(await world.store.text(point, point.files[0]?.before ?? ''), 'old\n');
  });

  it('whose copies need more room than they may have lose the oldest ones of finished runs (F22)', async () => {
    const files = new InMemoryFileSystem({ '/ws/a.ts': `${'0'.repeat(400)}\n` });
    let isRunning = false;
    const world = open(files, { quota: 2_000, isActive: () => isRunning });
    for (let round = 1; round <= 6; round += 1) {
      await world.apply(await world.propose({ 'a.ts': `${String(round).repeat(400)}\n` }));
    }
    const kept = await world.points();
    assert.equal(kept.length, 2);
    assert.ok(world.notices.length > 0);
    isRunning = true;
    for (let round = 1; round <= 3; round += 1) {
      await world.apply(await world.propose({ 'a.ts': `${'abc'[round]}\n`.repeat(300) }));
    }
    const now = (await world.points()).map(({ id }) => id);
    assert.ok(kept.every(({ id }) => now.includes(id)));
  });
});

describe('files on a disk', () => {
  let base: string;
  beforeEach(async () => {
    base = await makeTemporaryFolder();
    await mkdir(join(base, 'ws'));
  });
  afterEach(() => removeTemporaryFolder(base));

  it('keep line ends, byte order mark, missing last line end and mode outside of an edit (F09)', async () => {
    const path = join(base, 'ws/a.ts');
    await writeFile(path, '\ufeffone\r\ntwo\r\nthree');
    await chmod(path, 0o750);
    const fileSystem = createNodeFileSystem();
    const options = { fileSystem, root: join(base, 'ws'), storage: join(base, 'storage'), pid: 1 };
    const world = openWorld(options);
    await world.apply(await world.propose({ 'a.ts': 'one\n2\nthree\n' }));
    assert.equal(await readFile(path, 'utf8'), '\ufeffone\r\n2\r\nthree');
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o750);
    await writeFile(path, Buffer.from('\ufeffone\r\n', 'utf16le'));
    const [denied] = (await world.propose({ 'a.ts': 'two\n' })).files;
    assert.equal(denied?.decision.decision, 'deny');
    const [point] = await world.points();
    assert.ok(point);
    await rm(path);
    assert.equal((await world.restore(point)).restored.length, 0);
    assert.deepEqual(await readTree(join(base, 'ws')), {});
  });
});
