import assert from 'node:assert/strict';
import { assertQuick, forEachPoint, runChild } from './killChild.ts';
import { inFolder, recoverWhole } from './killFolder.ts';

describe('a process killed while it applies files', () => {
  it('leaves a set that the next start makes whole or takes back, at every call', async function () {
    this.timeout(300_000);
    const { output } = await inFolder((folder) =>
      runChild('killedWrites.ts', 'apply', folder, '0'),
    );
    const calls = Number(output);
    assert.ok(calls >= 150, `only ${calls} calls`);
    const times: number[] = [];
    await forEachPoint(calls, (call) =>
      inFolder(async (folder) => {
        const { wasKilled } = await runChild('killedWrites.ts', 'apply', folder, String(call));
        assert.ok(wasKilled, `call ${call} was not reached`);
        times.push(await recoverWhole(folder, `killed at call ${call} of ${calls}`));
      }),
    );
    assertQuick(times);
  });
});
