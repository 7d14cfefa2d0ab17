// Run as a process of its own: node failedCheckpoints.ts <code> <once|lasts>. For every n it saves the
// state of a run step by step in a fresh folder, lets call n to the file system fail, and goes on; it
// ends with an error at the first promise that is not kept, and prints what it did.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { JsonFiles } from '../../src/app/storage.ts';
import { CaravanError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { CheckpointLog } from '../../src/workflow/checkpoints/checkpointLog.ts';
import { checkpointOf } from './checkpointOf.ts';
import { openFaultyDisk } from './failAt.ts';
import { inFolder } from './killFolder.ts';

const [code = '', lasts = ''] = process.argv.slice(2);
const disk = await openFaultyDisk();
const files = createNodeFileSystem();

let call = 1;
let failures = 0;
while (await inFolder((folder) => failAt(folder, call))) call += 1;
process.stdout.write(JSON.stringify({ calls: call - 1, failures }));

/** False when the work made fewer calls. */
async function failAt(folder: string, at: number): Promise<boolean> {
  const checkpoints = join(folder, 'checkpoints.jsonl');
  const record = join(folder, 'run.json');
  const log = new CheckpointLog(files, checkpoints, Date.now);
  const json = new JsonFiles(files, silentLogger, Date.now);
  // What may be on disk: of a call that failed nobody can know whether it came through.
  let states: readonly (readonly string[])[] = [[]];
  let steps: readonly (number | undefined)[] = [undefined];
  const errors: unknown[] = [];
  const succeeds = (work: Promise<void>): Promise<boolean> =>
    work.then(
      () => true,
      (error: unknown) => errors.push(error) === 0,
    );
  disk.arm(at, { code, lasts: lasts === 'lasts' });
  let failed: string | undefined;
  for (let step = 1; step <= 6; step += 1) {
    // Somebody makes room before the last two steps.
    if (step === 5) failed = disk.disarm();
    const isWritten = await succeeds(json.write(record, { step }));
    steps = isWritten ? [step] : [...steps, step];
    const checkpoint = checkpointOf(step);
    const appended = states.map((ids) => [...ids, checkpoint.id]);
    states = (await succeeds(log.append(checkpoint))) ? appended : [...states, ...appended];
    if (step !== 3) continue;
    const rewritten = [[checkpoint.id]];
    states = (await succeeds(log.rewrite([checkpoint]))) ? rewritten : [...states, ...rewritten];
  }
  const where = `call ${at}, ${String(failed)}: ${errors.map(String).join('; ')}`;
  failures += errors.length;
  for (const error of errors) {
    assert.ok(error instanceof CaravanError, where);
    assert.ok(error.text.message !== '' && error.next && error.kept, where);
  }
  const found = await new CheckpointLog(files, checkpoints, Date.now).load();
  const ids = found.map(({ id }) => id).join();
  assert.ok(
    states.some((state) => state.join() === ids),
    `${where}: found ${ids}`,
  );
  const read = await json.read(record, z.object({ step: z.number() }));
  assert.ok(steps.includes(read?.step), `${where}: record of step ${read?.step}`);
  const names = (await files.readDirectory(folder)).map(({ name }) => name);
  assert.deepEqual(names.sort(), ['checkpoints.jsonl', 'run.json', 'ws'], where);
  return failed !== undefined;
}
