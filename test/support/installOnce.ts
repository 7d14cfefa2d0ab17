import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Fills a folder once. It appears whole under its name or not at all: the work is done in a folder
 * beside it, which is renamed at the end; a folder without the mark of a finished one is redone.
 */
export async function installOnce(
  folder: string,
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const mark = join(folder, '.complete');
  if (existsSync(mark)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    await install(work);
    await writeFile(join(work, '.complete'), new Date().toISOString());
    if (!existsSync(mark)) await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Another process may have finished first.
    if (!existsSync(mark)) throw error;
  }
  return folder;
}
