// Run as a process of its own: node killedWrites.ts <act> <folder> <call>. It kills itself at that
// call to the file system; with call 0 it ends by itself and prints how many calls there were.
import { join } from 'node:path';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { openWorld } from './applyWorld.ts';
import { killAt } from './killAt.ts';
import { proposeTree } from './killFolder.ts';

const [act = '', folder = '', call = '0'] = process.argv.slice(2);
const world = openWorld({
  fileSystem: createNodeFileSystem(),
  root: join(folder, 'ws'),
  storage: join(folder, 'storage'),
  pid: process.pid,
});
const count = await (act === 'apply' ? apply() : act === 'restore' ? restore() : recover());
process.stdout.write(`${count}\n`);

async function apply(): Promise<number> {
  const proposal = await proposeTree(world);
  const calls = await killAt(Number(call));
  await world.apply(proposal);
  return calls();
}

async function restore(): Promise<number> {
  const [point] = await world.points();
  if (!point) throw new Error('There is no restore point');
  const calls = await killAt(Number(call));
  await world.restore(point);
  return calls();
}

async function recover(): Promise<number> {
  const calls = await killAt(Number(call));
  await world.recover();
  return calls();
}
