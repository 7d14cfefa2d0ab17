import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTree } from '../support/temporaryFolder.ts';
import { runChild } from './killChild.ts';
import { inFolder, recoverWhole, trees } from './killFolder.ts';

/** Files by their paths, in base 64. */
type Left = Readonly<Record<string, string>>;

/** Puts what is left where it was and starts on it; gives the files of the workspace then. */
async function startOn(folder: string, left: Left): Promise<Record<string, string>> {
  await rm(folder, { recursive: true });
  await mkdir(join(folder, 'ws'), { recursive: true });
  for (const [path, text] of Object.entries(left)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { encoding: 'base64', mode: 0o644 });
  }
  await recoverWhole(folder, JSON.stringify(left), true);
  return readTree(join(folder, 'ws'));
}

describe('what is left when the power fails', () => {
  before(function () {
    // A folder has no number by which it could be told again.
    if (process.platform === 'win32') this.skip();
  });

  it('C10 is the old file or the new one, never an empty one; and the new one once a call is back', async function () {
    this.timeout(300_000);
    const { output } = await runChild('lostPower.ts');
    assert.ok((JSON.parse(output) as { count: number }).count >= 50, output);
  });

  for (const act of ['apply', 'restore'] as const) {
    it(`C10 is settled at the next start, whenever it fails while files are written: ${act}`, async function () {
      this.timeout(300_000);
      await inFolder(async (folder) => {
        const { output } = await runChild('lostPowerApply.ts', act, folder);
        const { during, after } = JSON.parse(output) as Record<'during' | 'after', Left[]>;
        assert.ok(during.length >= 30 && after.length > 0, `${during.length} ${after.length}`);
        for (const left of during) await startOn(folder, left);
        const end = act === 'apply' ? trees.after : trees.before;
        for (const left of after) assert.deepEqual(await startOn(folder, left), end);
      });
    });
  }
});
