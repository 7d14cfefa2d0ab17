import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointLog } from '../../../src/workflow/checkpoints/checkpointLog.ts';
import { FileSaver } from '../../../src/workflow/checkpoints/fileSaver.ts';
import { fileSystem, removeFolders, temporaryFolder } from './support.ts';

const config = { configurable: { thread_id: 'run-1' } };
const checkpoint = (id: string, values: Record<string, unknown> = { iteration: 1 }) => ({
  v: 4,
  id,
  ts: '2026-01-01T00:00:00.000Z',
  channel_values: values,
  channel_versions: { iteration: 1 },
  versions_seen: {},
});
const metadata = { source: 'loop' as const, step: 1, parents: {} };

describe('checkpoint file', () => {
  let file: string;

  beforeEach(async () => {
    file = join(await temporaryFolder(), 'checkpoints.jsonl');
  });
  afterEach(removeFolders);

  const open = async (): Promise<FileSaver> => {
    const saver = new FileSaver(new CheckpointLog(fileSystem, file, () => 42));
    await saver.open();
    return saver;
  };
  const filled = async (): Promise<void> => {
    const saver = await open();
    const at = await saver.put(config, checkpoint('id-1'), metadata);
    await saver.putWrites(at, [['code', 'one']], 'task-b', '~__pregel_pull, coder');
    await saver.put(at, checkpoint('id-2', { iteration: 2 }), metadata);
  };

  it('gives back the newest checkpoint and its parent after a restart', async () => {
    await filled();
    const tuple = await (await open()).getTuple(config);
    assert.equal(tuple?.checkpoint.id, 'id-2');
    assert.deepEqual(tuple.checkpoint.channel_values, { iteration: 2 });
    assert.equal(tuple.parentConfig?.configurable?.['checkpoint_id'], 'id-1');
  });

  it('gives back the writes of finished tasks in the order of their paths', async () => {
    const saver = await open();
    const at = await saver.put(config, checkpoint('id-1'), metadata);
    await saver.putWrites(at, [['research', 1]], 'task-a', '~__pregel_pull, researcher');
    await saver.putWrites(at, [['plan', 1]], 'task-z', '~__pregel_pull, planner');
    await saver.putWrites(at, [['plan', 2]], 'task-z', '~__pregel_pull, planner');
    assert.deepEqual((await (await open()).getTuple(config))?.pendingWrites, [
      ['task-z', 'plan', 2],
      ['task-a', 'research', 1],
    ]);
  });

  it('gives back what a node emptied as empty, and LangGraph’s own nulls as they are', async () => {
    const saver = await open();
    const at = await saver.put(config, checkpoint('id-1'), metadata);
    const writes: [string, unknown][] = [
      ['debug', undefined],
      ['branch:to:coder', null],
      ['__no_writes__', null],
    ];
    await saver.putWrites(at, writes, 'task-a', '~__pregel_pull, fixer');
    assert.deepEqual((await (await open()).getTuple(config))?.pendingWrites, [
      ['task-a', 'debug', undefined],
      ['task-a', 'branch:to:coder', null],
      ['task-a', '__no_writes__', null],
    ]);
  });

  it('lists checkpoints newest first', async () => {
    await filled();
    const ids: string[] = [];
    for await (const tuple of (await open()).list(config)) ids.push(tuple.checkpoint.id);
    assert.deepEqual(ids, ['id-2', 'id-1']);
  });

  it('drops a last line that was cut off, and appends cleanly after it', async () => {
    await filled();
    await appendFile(file, '{"v":1,"kind":"checkpoint","thr');
    const saver = await open();
    assert.equal((await saver.getTuple(config))?.checkpoint.id, 'id-2');
    await saver.put(config, checkpoint('id-3'), metadata);
    assert.equal((await (await open()).getTuple(config))?.checkpoint.id, 'id-3');
  });

  it('keeps only what resuming needs when compacted', async () => {
    await filled();
    const before = (await stat(file)).size;
    await (await open()).compact();
    assert.ok((await stat(file)).size < before);
    assert.equal((await readFile(file, 'utf8')).trim().split('\n').length, 1);
    assert.equal((await (await open()).getTuple(config))?.checkpoint.id, 'id-2');
  });

  const damage: Record<string, (text: string) => string> = {
    'a line that is no JSON': (text) => text.replace('{"v":1', '{"v":'),
    'a __proto__ key': (text) =>
      text.replace('{"iteration":1}', '{"__proto__":{"polluted":true},"iteration":1}'),
    'a constructor key': (text) =>
      text.replace('{"iteration":1}', '{"constructor":{"prototype":{}},"iteration":1}'),
    'a field of the wrong type': (text) =>
      text.replace('"step":1', '"step":1').replace('"ts":"', '"ts":7,"t":"'),
    'a version from the future': (text) => text.replace('{"v":1', '{"v":2'),
    'an unknown kind of line': (text) => text.replace('"kind":"writes"', '"kind":"other"'),
  };
  for (const [name, change] of Object.entries(damage)) {
    it(`puts a file with ${name} aside and says so`, async () => {
      await filled();
      const text = await readFile(file, 'utf8');
      await writeFile(file, change(text));
      await assert.rejects(open(), { code: 'state-corrupt' });
      const names = await readdir(join(file, '..'));
      assert.deepEqual(names, ['checkpoints.jsonl.corrupt-42']);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
      assert.equal(await (await open()).getTuple(config), undefined);
    });
  }

  it('revives no class that a file names', async () => {
    const evil = { lc: 2, type: 'constructor', id: ['Map'], kwargs: {} };
    const saver = await open();
    await saver.put(config, checkpoint('id-1', { iteration: evil }), metadata);
    const tuple = await (await open()).getTuple(config);
    assert.deepEqual(tuple?.checkpoint.channel_values['iteration'], evil);
  });

  it('reports a disk that takes no more as a typed error', async () => {
    const full = {
      ...fileSystem,
      appendFile: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    };
    const saver = new FileSaver(new CheckpointLog(full, file, () => 42));
    await assert.rejects(saver.put(config, checkpoint('id-1'), metadata), { code: 'write-failed' });
  });
});
