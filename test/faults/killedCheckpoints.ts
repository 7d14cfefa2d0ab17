// Run as a process of its own: node killedCheckpoints.ts <folder> <call>. It saves the state of a
// run step by step, prints each step once it is on disk, and kills itself at that call; with call 0
// it ends by itself and prints how many calls there were.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { JsonFiles } from '../../src/app/storage.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { CheckpointLog } from '../../src/workflow/checkpoints/checkpointLog.ts';
import { checkpointOf } from './checkpointOf.ts';
import { killAt } from './killAt.ts';

const [folder = '', call = '0'] = process.argv.slice(2);
const fileSystem = createNodeFileSystem();
const log = new CheckpointLog(fileSystem, join(folder, 'checkpoints.jsonl'), Date.now);
const json = new JsonFiles(fileSystem, silentLogger, Date.now);

const calls = await killAt(Number(call));
for (let step = 1; step <= 8; step += 1) {
  await json.write(join(folder, 'run.json'), { step });
  await log.append(checkpointOf(step));
  if (step % 4 === 0) await log.rewrite([checkpointOf(step)]);
  writeSync(1, `${step}\n`);
}
writeSync(1, `${calls()}\n`);
