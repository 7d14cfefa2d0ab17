import * as fs from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openFolder, syncFolder } from './folderHandle.ts';
import { hasCode } from './systemError.ts';

/** Creates a folder and its parents one by one, each in a parent that is held open, never by a link. */
export async function createFolders(path: string, mode: number): Promise<void> {
  const missing: string[] = [];
  let parent = path;
  while (!(await exists(parent))) {
    missing.unshift(parent);
    parent = dirname(parent);
  }
  for (const folder of missing) await createIn(folder, mode);
  await (await openFolder(path, true)).close();
}

/** Creates a folder and its parents, through links as well; what is in them later is not lost with them. */
export async function createPath(path: string, mode: number): Promise<void> {
  const first = await fs.mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function createIn(folder: string, mode: number): Promise<void> {
  const parent = await openFolder(dirname(folder), true);
  try {
    await parent.verify();
    await fs.mkdir(parent.at(basename(folder)), { mode });
    await parent.sync();
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await parent.close();
  }
}
