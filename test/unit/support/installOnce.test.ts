import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce } from '../../support/installOnce.ts';

describe('installOnce', () => {
  let home: string;
  let folder: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'caravan-install-'));
    folder = join(home, 'tool');
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  it('does the work the first time only', async () => {
    let times = 0;
    const install = async (work: string): Promise<void> => {
      await writeFile(join(work, 'tool.txt'), String(++times));
    };
    await installOnce(folder, install);
    await installOnce(folder, install);
    assert.equal(await readFile(join(folder, 'tool.txt'), 'utf8'), '1');
  });

  it('leaves nothing behind when the work fails, and tries again the next time', async () => {
    const failing = installOnce(folder, async (work) => {
      await writeFile(join(work, 'half.txt'), '');
      throw new Error('no network');
    });
    await assert.rejects(failing, /no network/);
    assert.deepEqual(await readdir(home), []);
    await installOnce(folder, (work) => writeFile(join(work, 'tool.txt'), 'whole'));
    assert.equal(await readFile(join(folder, 'tool.txt'), 'utf8'), 'whole');
  });

  it('replaces a folder that another program left half done', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'half.txt'), '');
    await installOnce(folder, (work) => writeFile(join(work, 'tool.txt'), 'whole'));
    assert.deepEqual((await readdir(folder)).toSorted(), ['.complete', 'tool.txt']);
  });

  it('gives one whole folder to two that install at once', async () => {
    const install = (work: string): Promise<void> => writeFile(join(work, 'tool.txt'), 'whole');
    await Promise.all([installOnce(folder, install), installOnce(folder, install)]);
    assert.equal(await readFile(join(folder, 'tool.txt'), 'utf8'), 'whole');
    assert.deepEqual(await readdir(home), ['tool']);
  });
});
