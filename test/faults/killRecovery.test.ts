import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readTree } from '../support/temporaryFolder.ts';
import { assertQuick, forEachPoint, runChild } from './killChild.ts';
import { inFolder, recoverWhole, trees } from './killFolder.ts';

describe('a process killed while it recovers from being killed', () => {
  it('leaves a set that the start after takes back, at every call', async function () {
    this.timeout(300_000);
    const run = (act: string, folder: string, call: number): ReturnType<typeof runChild> =>
      runChild('killedWrites.ts', act, folder, String(call));
    const all = Number((await inFolder((folder) => run('apply', folder, 0))).output);
    const times: number[] = [];
    const recover = (call: number): Promise<string> =>
      inFolder(async (folder) => {
        // All but the last file of the set is written then.
        await run('apply', folder, Math.floor(all * 0.95));
        const half = await readTree(join(folder, 'ws'));
        assert.equal(half['a.ts'], trees.after['a.ts']);
        assert.ok(!('moved.ts' in half) && !('old.ts' in half));
        const { wasKilled, output } = await run('recover', folder, call);
        assert.equal(wasKilled, call > 0, `call ${call}`);
        times.push(await recoverWhole(folder, `killed at call ${call} of recovering`));
        return output;
      });
    const calls = Number(await recover(0));
    assert.ok(calls >= 40, `only ${calls} calls`);
    await forEachPoint(calls, async (call) => void (await recover(call)));
    assertQuick(times);
  });
});
