// Run as a process of its own: node failedWrites.ts <act> <code> <once|lasts>. For every n it starts
// with a fresh folder and lets call n to the file system fail while a set of files is applied or
// restored; it ends with an error at the first promise that is not kept, and prints what it did.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CaravanError } from '../../src/base/errors.ts';
import { readTree } from '../support/temporaryFolder.ts';
import { openFaultyDisk } from './failAt.ts';
import { inFolder, nextStart, proposeTree, recoverWhole, trees } from './killFolder.ts';

const [act = '', code = '', lasts = ''] = process.argv.slice(2);
const fault = { code, lasts: lasts === 'lasts' };
const disk = await openFaultyDisk();
const { before, after } = act === 'restore' ? { before: trees.after, after: trees.before } : trees;

let call = 1;
let failures = 0;
while (await inFolder((folder) => failAt(folder, call))) call += 1;
process.stdout.write(JSON.stringify({ calls: call - 1, failures }));

/** False when the work made fewer calls. */
async function failAt(folder: string, at: number): Promise<boolean> {
  const work = await prepare(folder);
  disk.arm(at, fault);
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failed = disk.disarm();
  const where = `call ${at}, ${String(failed)}: ${String(error)}`;
  const end = error === undefined ? after : before;
  if (error !== undefined) {
    failures += 1;
    assert.ok(error instanceof CaravanError, where);
    assert.ok(error.text.message !== '' && error.next && error.kept, where);
  }
  const isLeft = error instanceof CaravanError && /could not be put back/.test(error.message);
  if (!isLeft) assert.deepEqual(await readTree(join(folder, 'ws')), end, where);
  await recoverWhole(folder, where, act === 'restore' && error === undefined);
  assert.deepEqual(await readTree(join(folder, 'ws')), end, where);
  return failed !== undefined;
}

async function prepare(folder: string): Promise<() => Promise<unknown>> {
  const world = nextStart(folder);
  const proposal = await proposeTree(world);
  if (act !== 'restore') return () => world.apply(proposal);
  await world.apply(proposal);
  const [point] = await world.points();
  assert.ok(point);
  return () => world.restore(point);
}
