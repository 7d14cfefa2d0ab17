import assert from 'node:assert/strict';
import { CaravanError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { sha256 } from '../../../src/base/textFile.ts';
import type { UserText } from '../../../src/base/userText.ts';
import { createNodeWriter } from '../../../src/node/nodeWriter.ts';
import { recoverWrites } from '../../../src/workspace/recoverWrites.ts';
import { previewRestore, restoreFiles } from '../../../src/workspace/restoreFiles.ts';
import type { RestorePoint } from '../../../src/workspace/restorePoint.ts';
import {
  RestorePointStore,
  type RestorePointStoreOptions,
} from '../../../src/workspace/restorePointStore.ts';
import { Transactions, type FileChange } from '../../../src/workspace/transactions.ts';
import { createWritePolicy } from '../../../src/workspace/writePolicy.ts';
import { InMemoryFileSystem } from '../../support/inMemoryFileSystem.ts';

const root = '/ws';

function setUp(options: Partial<RestorePointStoreOptions> & { readonly active?: string[] } = {}) {
  const fileSystem = new InMemoryFileSystem({ '/ws/keep.txt': 'keep\n' });
  const notices: UserText[] = [];
  const onNotice = (text: UserText): void => void notices.push(text);
  const folder = '/storage/points';
  const store = new RestorePointStore({
    fileSystem,
    folder,
    onNotice,
    wallNow: () => 9,
    ...options,
  });
  const policy = createWritePolicy({ fileSystem });
  const writer = createNodeWriter({ fileSystem });
  let now = 0;
  const deps = { fileSystem, store, writer, policy };
  const transactions = new Transactions({
    ...deps,
    logger: silentLogger,
    pid: 7,
    wallNow: () => ++now,
    isActive: (runId) => options.active?.includes(runId) ?? false,
  });
  const write = (runId: string, ...changes: FileChange[]): Promise<RestorePoint> =>
    transactions.write(changes, {
      kind: 'apply',
      runId,
      proposalId: `p-${runId}`,
      task: runId,
      root,
      label: 'test',
    });
  const runs = async (): Promise<string[]> => (await store.list()).map(({ runId }) => runId);
  return { fileSystem, store, policy, notices, write, runs, deps: { ...deps, transactions } };
}

function create(path: string, after: string): FileChange {
  const realPath = `${root}/${path}`;
  return { path, edit: { realPath, operation: 'create', beforeHash: undefined, after } };
}

function edit(path: string, before: string, after: string): FileChange {
  const realPath = `${root}/${path}`;
  return { path, edit: { realPath, operation: 'edit', beforeHash: sha256(before), after } };
}

function remove(path: string, before: string): FileChange {
  const realPath = `${root}/${path}`;
  return { path, edit: { realPath, operation: 'delete', beforeHash: sha256(before), after: '' } };
}

describe('restore points', () => {
  it('gives up the oldest ones over the limit, and says how many', async () => {
    const { write, runs, notices, store, fileSystem } = setUp({ limit: 2 });
    const first = await write('one', create('1.txt', 'first\n'));
    await write('two', create('2.txt', 'second\n'));
    assert.deepEqual(notices, []);
    await write('three', create('3.txt', 'third\n'));
    assert.deepEqual(await runs(), ['three', 'two']);
    assert.deepEqual(notices, [
      { message: '{0} of the oldest restore points were removed.', args: [1] },
    ]);
    assert.equal(fileSystem.text(`${store.folderOf(first)}/record.json`), undefined);
    assert.equal(fileSystem.text('/ws/1.txt'), 'first\n');
  });

  it('gives up as many as the quota of bytes needs, and keeps what is larger than it alone', async () => {
    const { write, runs, notices } = setUp({ quota: 100 });
    await write('one', create('1.txt', 'x'.repeat(40)));
    await write('two', create('2.txt', 'y'.repeat(40)));
    await write('three', create('3.txt', 'z'.repeat(60)));
    assert.deepEqual(await runs(), ['three', 'two']);
    await write('four', create('4.txt', 'w'.repeat(1_000)));
    assert.deepEqual(await runs(), ['four']);
    assert.deepEqual(
      notices.map(({ args }) => args),
      [[1], [2]],
    );
  });

  it('never gives up those of a run that goes on', async () => {
    const { write, runs } = setUp({ limit: 1, active: ['one'] });
    await write('one', create('1.txt', 'first\n'));
    await write('two', create('2.txt', 'second\n'));
    await write('three', create('3.txt', 'third\n'));
    assert.deepEqual(await runs(), ['three', 'one']);
  });

  it('sets a record aside that cannot be read, says where, and lists the others', async () => {
    const { write, runs, notices, store, fileSystem } = setUp();
    const point = await write('one', create('1.txt', 'first\n'));
    await write('two', create('2.txt', 'second\n'));
    fileSystem.put(`${store.folderOf(point)}/record.json`, '{"version":2}');
    assert.deepEqual(await runs(), ['two']);
    assert.deepEqual(notices[0]?.args, [`${store.folderOf(point)}.corrupt-9`]);
    assert.ok(fileSystem.text(`${store.folderOf(point)}.corrupt-9/record.json`));
  });
});

describe('restoring files', () => {
  it('brings back texts byte for byte, removed files with their mode, and no file that was new', async () => {
    const { write, deps, fileSystem } = setUp();
    const text = '\uFEFFone\r\ntwo\nthree';
    fileSystem.put('/ws/a.txt', text, 0o640);
    fileSystem.put('/ws/tool.sh', '#!/bin/sh\n', 0o755);
    const point = await write(
      'run',
      edit('a.txt', text, 'changed\n'),
      remove('tool.sh', '#!/bin/sh\n'),
      create('new/folder/b.txt', 'new\n'),
    );
    assert.equal(fileSystem.text('/ws/tool.sh'), undefined);
    const { restored, changed } = await restoreFiles(deps, point);
    assert.deepEqual([...restored].sort(), ['a.txt', 'new/folder/b.txt', 'tool.sh']);
    assert.deepEqual(changed, []);
    assert.equal(fileSystem.text('/ws/a.txt'), text);
    assert.equal(fileSystem.text('/ws/tool.sh'), '#!/bin/sh\n');
    const modes = ['/ws/a.txt', '/ws/tool.sh'].map(
      async (path) => ((await fileSystem.lstat(path))?.mode ?? 0) & 0o777,
    );
    assert.deepEqual(await Promise.all(modes), [0o640, 0o755]);
    assert.equal(await fileSystem.lstat('/ws/new'), undefined);
  });

  it('leaves a file that somebody changed since, and gives the three texts to merge', async () => {
    const { write, deps, fileSystem } = setUp();
    fileSystem.put('/ws/a.txt', 'one\n');
    const point = await write('run', edit('a.txt', 'one\n', 'two\n'), create('b.txt', 'new\n'));
    fileSystem.put('/ws/a.txt', 'theirs\n');
    const { restored, changed } = await restoreFiles(deps, point);
    assert.deepEqual(restored, ['b.txt']);
    assert.deepEqual(
      changed.map(({ path, before, after, current }) => ({ path, before, after, current })),
      [{ path: 'a.txt', before: 'one\n', after: 'two\n', current: 'theirs\n' }],
    );
    assert.equal(fileSystem.text('/ws/a.txt'), 'theirs\n');
  });

  it('can itself be taken back, and has nothing to do a second time', async () => {
    const { write, deps, fileSystem, store } = setUp();
    fileSystem.put('/ws/a.txt', 'one\n');
    const point = await write('run', edit('a.txt', 'one\n', 'two\n'));
    await restoreFiles(deps, point);
    assert.deepEqual((await restoreFiles(deps, point)).restored, []);
    const [newest, ...others] = await store.list();
    assert.equal(newest?.kind, 'restore');
    assert.equal(others.length, 1);
    await restoreFiles(deps, newest);
    assert.equal(fileSystem.text('/ws/a.txt'), 'two\n');
  });

  it('writes nothing when a path leads elsewhere by now, or a kept text is gone', async () => {
    const { write, deps, fileSystem, store } = setUp();
    fileSystem.put('/ws/a.txt', 'one\n');
    fileSystem.put('/ws/dir/b.txt', 'one b\n');
    const point = await write(
      'run',
      edit('a.txt', 'one\n', 'two\n'),
      edit('dir/b.txt', 'one b\n', 'two b\n'),
    );
    fileSystem.remove('/ws/dir');
    fileSystem.put('/ws/other/b.txt', 'two b\n');
    fileSystem.link('/ws/dir', '/ws/other');
    fileSystem.remove(`${store.folderOf(point)}/${sha256('one\n')}`);
    const looks = await previewRestore(deps, point);
    assert.deepEqual(
      looks.map(({ status }) => status),
      ['blocked', 'blocked'],
    );
    await assert.rejects(
      restoreFiles(deps, point),
      (error: unknown) => error instanceof CaravanError && error.code === 'write-denied',
    );
    assert.equal(fileSystem.text('/ws/a.txt'), 'two\n');
    assert.equal(fileSystem.text('/ws/other/b.txt'), 'two b\n');
  });

  it('takes no path that is not part of the restore point', async () => {
    const { write, deps } = setUp();
    const point = await write('run', create('a.txt', 'new\n'));
    await assert.rejects(
      restoreFiles(deps, point, ['keep.txt']),
      (error: unknown) => error instanceof CaravanError && error.code === 'invalid-argument',
    );
  });
});

describe('a set of writes of another window', () => {
  const minute = 60_000;

  /** What process 8 had begun at minute 1: the file is written, the set is not whole. */
  async function begin() {
    const world = setUp();
    const { fileSystem, store, deps } = world;
    fileSystem.put('/ws/a.txt', 'two\n');
    fileSystem.put('/ws/b.txt', 'one b\n');
    const file = { operation: 'edit', mode: 0o644, newFolder: null } as const;
    const point: RestorePoint = {
      version: 1,
      id: `${minute}-8-0badcafe`,
      kind: 'apply',
      runId: 'r',
      proposalId: 'p',
      task: 'task',
      root,
      at: minute,
      pid: 8,
      state: 'writing',
      size: 20,
      files: [
        {
          ...file,
          path: 'a.txt',
          realPath: '/ws/a.txt',
          before: sha256('one\n'),
          after: sha256('two\n'),
        },
        {
          ...file,
          path: 'b.txt',
          realPath: '/ws/b.txt',
          before: sha256('one b\n'),
          after: sha256('two b\n'),
        },
      ],
    };
    await store.begin(point, ['one\n', 'two\n', 'one b\n', 'two b\n']);
    const recover = (isAlive: boolean, at: number) =>
      recoverWrites({
        ...deps,
        owner: { pid: 7, isAlive: () => isAlive },
        wallNow: () => at,
        onWritten: () => assert.fail('it was not whole'),
      });
    return { ...world, recover };
  }

  it('is left alone while that window lives', async () => {
    const { recover, fileSystem, store } = await begin();
    const { takenBack, completed, failed } = await recover(true, 2 * minute);
    assert.deepEqual([takenBack, completed, failed], [[], [], []]);
    assert.equal(fileSystem.text('/ws/a.txt'), 'two\n');
    assert.equal((await store.list()).length, 1);
  });

  it('is taken back once that window is gone', async () => {
    const { recover, fileSystem, store } = await begin();
    const { takenBack, notices } = await recover(false, 2 * minute);
    assert.equal(takenBack.length, 1);
    assert.deepEqual(notices[0]?.args, ['a.txt']);
    assert.equal(fileSystem.text('/ws/a.txt'), 'one\n');
    assert.deepEqual(await store.list(), []);
  });

  it('is taken back when another program has had its number for long', async () => {
    const { recover, fileSystem } = await begin();
    assert.equal((await recover(true, 12 * minute)).takenBack.length, 1);
    assert.equal(fileSystem.text('/ws/a.txt'), 'one\n');
  });
});
