import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContextProvider } from '../../src/context/contextProvider.ts';
import { createNodeFileSystem } from '../../src/node/nodeFileSystem.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../support/temporaryFolder.ts';

describe('a large folder', () => {
  let folder: string;
  beforeEach(async () => (folder = await makeTemporaryFolder()));
  afterEach(() => removeTemporaryFolder(folder));

  it('lets the event loop run while it is indexed', async () => {
    const line = (n: number): string => `export const name${n} = lookup${n};`;
    const text = Array.from({ length: 600 }, (_, n) => line(n)).join('\n');
    await mkdir(join(folder, 'src'));
    for (let n = 0; n < 150; n++) await writeFile(join(folder, `src/file${n}.ts`), text);
    const context = createContextProvider({ fileSystem: createNodeFileSystem(), folder });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await context.research('lookup7', 200, new AbortController().signal);
    clearInterval(timer);
    assert.ok(turns > 10, `${turns} turns of the event loop`);
  });
});
