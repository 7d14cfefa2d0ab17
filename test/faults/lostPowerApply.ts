// Run as a process of its own: node lostPowerApply.ts <apply|restore> <folder>. Applies or restores a
// set of files in the folder, and prints all that may be left of it if the power fails at any call
// that this makes to the file system, and once it has come back.
import assert from 'node:assert/strict';
import { nextStart, proposeTree } from './killFolder.ts';
import { openFailingDisk, type Remains } from './powerLoss.ts';

const [act = '', folder = ''] = process.argv.slice(2);
const disk = await openFailingDisk();
const world = nextStart(folder);
const proposal = await proposeTree(world);
if (act === 'restore') await world.apply(proposal);
const [point] = await world.points();
disk.arm(folder);
if (act === 'restore') {
  assert.ok(point);
  await world.restore(point);
} else await world.apply(proposal);
const after = disk.now();
const during = disk.disarm();
process.stdout.write(JSON.stringify({ during: during.map(texts), after: after.map(texts) }));

function texts(remains: Remains): Record<string, string> {
  return Object.fromEntries(
    Object.entries(remains).map(([path, text]) => [path, text.toString('base64')]),
  );
}
