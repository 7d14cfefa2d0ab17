import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** A word of undici's own that survives minifying. */
const mark = 'UND_ERR_';

/**
 * Builds the extension as it ships and follows the imports of its first file, those aside that
 * happen on use. Gives the number of files that are read at activation and hold the client.
 */
export async function clientFilesAtActivation(outdir: string): Promise<number> {
  await exec('node', ['esbuild.js', `--out=${outdir}`, 'extension'], { cwd: root });
  const folder = join(outdir, 'extension');
  const texts = new Map<string, string>();
  const pending = ['extension.js'];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (texts.has(file)) continue;
    const text = await readFile(join(folder, file), 'utf8');
    texts.set(file, text);
    for (const [, name = ''] of text.matchAll(/(?:\bfrom|\bimport)"\.\/([\w.-]+\.js)"/g)) {
      pending.push(name);
    }
  }
  return [...texts.values()].filter((text) => text.includes(mark)).length;
}
