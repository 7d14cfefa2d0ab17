import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { JsonFiles } from '../../src/app/storage.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { CheckpointLog } from '../../src/workflow/checkpoints/checkpointLog.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';
import { assertQuick, forEachPoint, runChild } from './killChild.ts';

describe('a process killed while it saves the state of a run', () => {
  const fileSystem = createNodeFileSystem();
  const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
    const folder = await makeTemporaryFolder();
    try {
      return await work(folder);
    } finally {
      await removeTemporaryFolder(folder);
    }
  };
  const save = async (folder: string, call: number): Promise<readonly number[]> => {
    const { wasKilled, output } = await runChild('killedCheckpoints.ts', folder, String(call));
    assert.equal(wasKilled, call > 0, `call ${call}`);
    return output.split('\n').filter(Boolean).map(Number);
  };

  it('loses no step that it had saved, at every call', async function () {
    this.timeout(300_000);
    const calls = (await inFolder((folder) => save(folder, 0))).at(-1) ?? 0;
    assert.ok(calls >= 150, `only ${calls} calls`);
    const times: number[] = [];
    await forEachPoint(calls, (call) =>
      inFolder(async (folder) => {
        const saved = (await save(folder, call)).at(-1) ?? 0;
        const began = performance.now();
        const file = join(folder, 'checkpoints.jsonl');
        const log = new CheckpointLog(fileSystem, file, Date.now);
        const newest = Number((await log.load()).at(-1)?.id.slice('step-'.length) ?? 0);
        const json = new JsonFiles(fileSystem, silentLogger, Date.now);
        const schema = z.object({ step: z.number() });
        const run = (await json.read(join(folder, 'run.json'), schema))?.step ?? 0;
        times.push(performance.now() - began);
        const where = `killed at call ${call} of ${calls}, step ${saved} saved`;
        assert.ok(newest === saved || newest === saved + 1, `${where}: checkpoint ${newest}`);
        assert.ok(run === saved || run === saved + 1, `${where}: record ${run}`);
        assert.equal((await log.load()).at(-1)?.id, newest === 0 ? undefined : `step-${newest}`);
        const entries = await fileSystem.readDirectory(folder);
        assert.ok(!entries.some(({ name }) => name.includes('.corrupt-')), where);
      }),
    );
    assertQuick(times);
  });
});
