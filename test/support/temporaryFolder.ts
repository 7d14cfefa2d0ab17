import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Makes a real folder of its own; remove it with {@link removeTemporaryFolder}. */
export async function makeTemporaryFolder(): Promise<string> {
  return mkdtemp(join(await realpath(tmpdir()), 'caravan-unit-'));
}

/** Removes a folder with all it holds. */
export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Every file of a folder with its text; links and special files by their kind. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll('\\', '/');
    if (entry.isFile()) tree[name] = await readFile(path, 'utf8');
    else if (!entry.isDirectory()) tree[name] = entry.isSymbolicLink() ? '(link)' : '(special)';
  }
  return tree;
}
