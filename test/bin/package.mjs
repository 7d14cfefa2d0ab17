// Builds the extension and packs it: npm run package → out/caravan.vsix
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run, setUp } from './setUp.mjs';

await setUp();
const file = join(root, 'out/caravan.vsix');
await mkdir(join(root, 'out'), { recursive: true });
await rm(file, { force: true });
const failed =
  (await run('node', ['esbuild.js', 'extension', 'webview'])) ||
  (await run('vsce', [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ]));
if (failed) process.exit(1);
console.log(`packed out/caravan.vsix (${((await stat(file)).size / 1024).toFixed(0)} KB)`);
