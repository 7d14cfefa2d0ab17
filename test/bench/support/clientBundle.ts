import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../../..');

/** The stand-ins of esbuild.js that concern the client. */
const stubs: readonly {
  readonly filter: RegExp;
  readonly contents: string;
  readonly resolveDir?: string;
}[] = [
  { filter: /\/llhttp-wasm\.js$/, contents: 'module.exports = undefined;' },
  {
    filter: /\/web\/fetch\/body\.js$/,
    contents: `exports.extractBody = () => { throw new Error('not part of this build'); };`,
  },
  {
    filter: /^\.\.\/web\/(fetch\/formdata|webidl)$/,
    contents: `exports.webidl = { is: { FormData: () => { throw new Error('not here'); } } };`,
  },
  {
    filter: /^\.\/client-h2\.js$/,
    contents: `let connect;
      module.exports = (...given) => (connect ??= require('./client-h2.js'))(...given);`,
    resolveDir: join(root, 'node_modules/undici/lib/dispatcher'),
  },
];

const trim: Plugin = {
  name: 'trim',
  setup(bundler) {
    for (const [index, { filter, contents, resolveDir }] of stubs.entries()) {
      const namespace = `stub-${index}`;
      bundler.onResolve({ filter }, ({ path, importer }) =>
        /[\\/]undici[\\/]/.test(importer) ? { path, namespace, sideEffects: false } : undefined,
      );
      const loaded = { contents, loader: 'js', ...(resolveDir && { resolveDir }) } as const;
      bundler.onLoad({ filter: /.*/, namespace }, () => loaded);
    }
  },
};

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
    platform: 'node',
    format: 'esm',
    target: 'node22',
    splitting: true,
    define: { esbuildDetection: 'true' },
    banner: {
      js: "import { createRequire as caravanCreateRequire } from 'node:module';const require = caravanCreateRequire(import.meta.url);",
    },
    plugins: [trim],
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { file: join(outdir, 'client.mjs'), bytes };
}
