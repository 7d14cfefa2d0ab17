import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** Where a virtual environment is looked for in a folder. */
const environments = ['.venv', 'venv', 'env'];

/**
 * The packages of the folder's virtual environment, when it is of the Python version given
 * (`3.11.7`): an absolute, real path to be shown read-only; undefined when there is none.
 */
export async function sitePackages(folder: string, version: string): Promise<string | undefined> {
  const minor = version.split('.').slice(0, 2).join('.');
  for (const name of environments) {
    for (const below of [`lib/python${minor}/site-packages`, 'Lib/site-packages']) {
      const path = join(folder, name, below);
      const config = await fs
        .readFile(join(folder, name, 'pyvenv.cfg'), 'utf8')
        .catch(() => undefined);
      const isDirectory = (await fs.stat(path).catch(() => undefined))?.isDirectory();
      const fits = config?.match(/^version(?:_info)?\s*=\s*(\d+\.\d+)/m)?.[1] === minor;
      if (isDirectory && fits) return fs.realpath(path);
    }
  }
  return undefined;
}
