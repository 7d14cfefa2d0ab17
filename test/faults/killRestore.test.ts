import assert from 'node:assert/strict';
import { assertQuick, forEachPoint, runChild } from './killChild.ts';
import { inFolder, nextStart, proposeTree, recoverWhole } from './killFolder.ts';

describe('a process killed while it restores files', () => {
  const restore = async (folder: string, call: number): ReturnType<typeof runChild> => {
    const world = nextStart(folder);
    await world.apply(await proposeTree(world));
    return runChild('killedWrites.ts', 'restore', folder, String(call));
  };

  it('leaves a set that the next start makes whole or takes back, at every call', async function () {
    this.timeout(300_000);
    const calls = Number((await inFolder((folder) => restore(folder, 0))).output);
    assert.ok(calls >= 150, `only ${calls} calls`);
    const times: number[] = [];
    await forEachPoint(calls, (call) =>
      inFolder(async (folder) => {
        assert.ok((await restore(folder, call)).wasKilled, `call ${call} was not reached`);
        times.push(await recoverWhole(folder, `killed at call ${call} of ${calls}`));
      }),
    );
    assertQuick(times);
  });
});
