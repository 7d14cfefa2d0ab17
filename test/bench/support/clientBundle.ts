import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeBundle, trim } from '../../../esbuild.options.js';

const root = join(import.meta.dirname, '../../..');

/** Bundles the pool alone, minified as it ships. Gives its size in bytes and its first file. */
export async function bundleClient(
  outdir: string,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `
        export { OllamaPool } from './src/ollama/ollamaPool.ts';
        export { systemClock } from './src/base/clock.ts';
        export { silentLogger } from './src/base/logger.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    entryNames: 'client',
    bundle: true,
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    ...nodeBundle,
    plugins: [trim],
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { file: join(outdir, 'client.mjs'), bytes };
}
