import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

/** Packs the extension as it is now, unless $CARAVAN_VSIX names one that is packed. */
export async function packedExtension(say: (text: string) => void): Promise<void> {
  if (process.env['CARAVAN_VSIX']) return;
  say('packing the extension');
  await promisify(execFile)('node', [join(root, 'test/bin/package.mjs')], { cwd: root });
}
