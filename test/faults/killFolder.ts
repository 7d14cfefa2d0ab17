import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import type { Proposal } from '../../src/workspace/types.ts';
import {
  makeTemporaryFolder,
  readTree,
  removeTemporaryFolder,
} from '../support/temporaryFolder.ts';
import { openWorld, withDeletion, type World } from './applyWorld.ts';

/** The workspace of `killedWrites.ts` before and after its set of files is applied. */
export const trees = {
  before: { 'a.ts': 'original a\n', 'old.ts': 'original old\n' },
  after: { 'a.ts': 'approved a\n', 'moved.ts': 'original old\n', 'src/new/c.ts': 'approved c\n' },
};

/** Proposes the way from one tree to the other: an edit, a new file in new folders, a rename. */
export async function proposeTree(world: World): Promise<Proposal> {
  const { 'a.ts': a, 'src/new/c.ts': c } = trees.after;
  const proposal = await world.propose({ 'a.ts': a, 'old.ts': 'x', 'src/new/c.ts': c });
  const old = proposal.files.find(({ path }) => path === 'old.ts');
  assert.ok(old);
  return withDeletion(proposal, old, 'moved.ts');
}

/** Runs work in a real folder with a fresh workspace, and removes it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder();
  try {
    await mkdir(join(folder, 'ws'));
    for (const [path, text] of Object.entries(trees.before)) {
      await writeFile(join(folder, 'ws', path), text);
    }
    return await work(folder);
  } finally {
    await removeTemporaryFolder(folder);
  }
}

/** The world as the next start finds it: the process that wrote is gone. */
export function nextStart(folder: string): World {
  const [root, storage] = [join(folder, 'ws'), join(folder, 'storage')];
  return openWorld({ fileSystem: createNodeFileSystem(), root, storage, pid: process.pid });
}

/**
 * Recovers and asserts that the workspace is one of the two trees, down to the folders, that nothing
 * temporary is left and that there is nothing more to settle. Returns the milliseconds it took.
 * An empty folder may stay where it could not be removed: that loses nobody anything.
 */
export async function recoverWhole(
  folder: string,
  where: string,
  mayLeaveFolder = false,
): Promise<number> {
  const world = nextStart(folder);
  const began = performance.now();
  const { failed } = await world.recover();
  const took = performance.now() - began;
  assert.deepEqual(failed, [], where);
  const root = join(folder, 'ws');
  const tree = await readTree(root);
  const [first] = Object.keys(tree).filter((path) => path.startsWith('moved') || path === 'old.ts');
  assert.deepEqual(tree, first === 'old.ts' ? trees.before : trees.after, where);
  const folders = await readdir(root);
  if (!mayLeaveFolder) assert.equal(folders.includes('src'), first !== 'old.ts', where);
  const again = await nextStart(folder).recover();
  assert.deepEqual(again, { completed: [], takenBack: [], failed: [], notices: [] }, where);
  const points = await world.points();
  const storage = await readdir(join(folder, 'storage')).catch(() => []);
  assert.deepEqual(storage.sort(), points.map(({ id }) => id).sort(), where);
  return took;
}
