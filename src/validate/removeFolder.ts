import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a folder with all it holds, also where tests took away their own permissions. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await fs.rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY') throw error;
    await openFolders(path);
    await fs.rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openFolders(path: string): Promise<void> {
  await fs.chmod(path, 0o700);
  for (const entry of await fs.readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
