import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemory } from '../../../src/context/memory.ts';
import { createNodeFileSystem } from '../../../src/node/nodeFileSystem.ts';
import type { Experience } from '../../../src/base/task.ts';

const fileSystem = createNodeFileSystem();
const signal = new AbortController().signal;
const experience = (task: string, lesson = 'a lesson'): Experience => ({
  task,
  type: 'create',
  outcome: 'done',
  lesson,
  at: 1,
});

describe('memory', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caravan-memory-'));
    file = join(folder, 'storage', 'memory.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('finds similar tasks after a restart, most similar first', async () => {
    const memory = createMemory({ fileSystem, file });
    await memory.remember(experience('Write a function slugify for titles'));
    await memory.remember(experience('Parse a duration such as 1h30m'));
    const again = createMemory({ fileSystem, file });
    const found = await again.similar('slugify the titles of posts', 3, signal);
    assert.deepEqual(
      found.map((past) => past.task),
      ['Write a function slugify for titles'],
    );
  });

  it('knows nothing at first', async () => {
    assert.deepEqual(await createMemory({ fileSystem, file }).similar('slugify', 3, signal), []);
  });

  it('replaces what it knew of the same task', async () => {
    const memory = createMemory({ fileSystem, file });
    await memory.remember(experience('Sort numbers', 'old'));
    await memory.remember(experience('Sort numbers', 'new'));
    const found = await memory.similar('sort numbers', 3, signal);
    assert.deepEqual(
      found.map((past) => past.lesson),
      ['new'],
    );
  });

  it('keeps the newest when it is full', async () => {
    const memory = createMemory({ fileSystem, file, limit: 3 });
    for (const n of [1, 2, 3, 4, 5]) await memory.remember(experience(`Sort list${n}`));
    const found = await memory.similar('sort', 9, signal);
    assert.deepEqual(found.map((past) => past.task).sort(), [
      'Sort list3',
      'Sort list4',
      'Sort list5',
    ]);
  });

  it('passes over damaged lines and loses nothing else, also after a line that was cut off', async () => {
    const memory = createMemory({ fileSystem, file });
    await memory.remember(experience('Sort numbers'));
    await appendFile(
      file,
      '{"v":1,"__proto__":{"polluted":true},"task":"Sort x"}\n{"v":1,"task":"Sor',
    );
    await memory.remember(experience('Sort words'));
    const found = await memory.similar('sort', 9, signal);
    assert.deepEqual(found.map((past) => past.task).sort(), ['Sort numbers', 'Sort words']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('logs a file it cannot write and does not fail the run', async () => {
    await writeFile(join(folder, 'storage'), 'a file where the folder should be');
    const warnings: string[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (message: string) => void warnings.push(message),
      error: () => undefined,
    };
    await createMemory({ fileSystem, file, logger }).remember(experience('Sort numbers'));
    assert.ok(warnings.length > 0);
    assert.match(await readFile(join(folder, 'storage'), 'utf8'), /a file/);
  });

  it('lists what it knows, oldest first, and forgets one task or all', async () => {
    const memory = createMemory({ fileSystem, file });
    for (const task of ['Sort a', 'Sort b', 'Sort c']) await memory.remember(experience(task));
    const tasks = async (): Promise<readonly string[]> =>
      (await memory.list()).map((past) => past.task);
    assert.deepEqual(await tasks(), ['Sort a', 'Sort b', 'Sort c']);
    await memory.forget('Sort b');
    assert.deepEqual(await tasks(), ['Sort a', 'Sort c']);
    assert.doesNotMatch(await readFile(file, 'utf8'), /Sort b/);
    await memory.forget();
    assert.deepEqual(await tasks(), []);
    await assert.rejects(readFile(file), { code: 'ENOENT' });
    await memory.forget('Sort a');
  });

  it('stores and finds nothing while it is off, and can still be looked at', async () => {
    let isOn = true;
    const memory = createMemory({ fileSystem, file, isOn: () => isOn });
    await memory.remember(experience('Sort a'));
    isOn = false;
    await memory.remember(experience('Sort b'));
    assert.deepEqual(await memory.similar('sort', 3, signal), []);
    assert.deepEqual(
      (await memory.list()).map((past) => past.task),
      ['Sort a'],
    );
  });
});
