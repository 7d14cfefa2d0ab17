import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the plain files of a copy, `/` separated, with no link followed; of too many the first. */
export async function listFiles(tree: string, most: number): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
    for (const entry of await fs.readdir(join(tree, path), { withFileTypes: true })) {
      if (found.length + folders.length >= most) return found;
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) folders.push(name);
      else if (entry.isFile()) found.push(name);
    }
  }
  return found;
}
