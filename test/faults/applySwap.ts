// Run as a worker: swaps a folder for a link to another one and back, as fast as it can.
import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { inside, aside, outside, stop } = workerData as {
  readonly inside: string;
  readonly aside: string;
  readonly outside: string;
  readonly stop: Int32Array;
};
let swaps = 0;
let gaps = 0;
for (; Atomics.load(stop, 0) === 0; swaps += 1) {
  renameSync(inside, aside);
  inGap(() => symlinkSync(outside, inside));
  unlinkSync(inside);
  inGap(() => renameSync(aside, inside));
  if (swaps === 0) parentPort?.postMessage('swapping');
}
parentPort?.postMessage(swaps);

/** While the folder has no name, somebody may make a new one: it is moved out of the way. */
function inGap(act: () => void): void {
  for (;;) {
    try {
      return act();
    } catch {
      renameSync(inside, `${aside}-${++gaps}`);
    }
  }
}
