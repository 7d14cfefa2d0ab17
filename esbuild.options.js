// What the builds share: stand-ins for what dependencies carry and Caravan never uses, and how the
// bundles that Node runs are made.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));

/** Stand-in that fails where it is used, never where it is loaded. */
const unused = (what) =>
  `() => { throw new Error(${JSON.stringify(`${what} is not part of this build`)}); }`;

/**
 * What dependencies carry and Caravan never uses. ES modules, so that a name which a new version
 * of a dependency starts to import is missing here and breaks the build.
 */
const stubs = [
  {
    // With tracing variables in the user's environment the real one posts prompts and code.
    filter: /^langsmith(\/.*)?$/,
    contents: `
      export class Client {}
      export class RunTree {
        constructor(fields) { Object.assign(this, fields); }
        async postRun() {}
        async patchRun() {}
      }
      export const isRunTree = (value) => value instanceof RunTree;
      export const isTraceableFunction = () => false;
      export const getCurrentRunTree = () => undefined;
      export const convertToDottedOrderFormat = (epoch, runId, executionOrder = 1) => {
        const fraction = String(executionOrder).slice(0, 3).padStart(3, '0');
        const at = new Date(epoch).toISOString().slice(0, -1) + fraction + 'Z';
        return {
          dottedOrder: at.replaceAll('-', '').replaceAll(':', '').replaceAll('.', '') + runId,
          microsecondPrecisionDatestring: at,
        };
      };`,
  },
  {
    filter: /^mustache$/,
    contents: `const parse = ${unused('mustache')};
      export default { parse, render: parse, escape: (text) => text };`,
  },
  {
    filter: /^@cfworker\/json-schema$/,
    contents: `
      export class Validator { constructor() { (${unused('@cfworker/json-schema')})(); } }
      export const validate = ${unused('@cfworker/json-schema')};
      export const dereference = validate;
      export const deepCompareStrict = validate;`,
  },
  {
    filter: /^js-tiktoken\/lite$/,
    contents: `
      export class Tiktoken { constructor() { (${unused('js-tiktoken')})(); } }
      export const getEncodingNameForModel = ${unused('js-tiktoken')};`,
  },
  { filter: /^\.\.\/locales\/index\.js$/, importer: /[\\/]zod[\\/]/, contents: 'export {};' },
  {
    // Used only where WebAssembly has no SIMD, which no VS Code runs on.
    filter: /\/llhttp-wasm\.js$/,
    importer: /[\\/]undici[\\/]/,
    contents: `module.exports = undefined;`,
  },
  {
    // Only for request bodies that are forms, blobs or streams; Caravan sends text.
    filter: /\/web\/fetch\/body\.js$/,
    importer: /[\\/]undici[\\/]/,
    contents: `exports.extractBody = ${unused("undici's fetch")};`,
  },
  {
    filter: /^\.\.\/web\/(fetch\/formdata|webidl)$/,
    importer: /[\\/]undici[\\/]/,
    contents: `exports.webidl = { is: { FormData: ${unused("undici's forms")} } };`,
  },
  {
    // The same module, read when a server first speaks HTTP/2: Node's part of it loads slowly.
    filter: /^\.\/client-h2\.js$/,
    importer: /[\\/]undici[\\/]/,
    contents: `let connect;
      module.exports = (...given) => (connect ??= require('./client-h2.js'))(...given);`,
    resolveDir: join(root, 'node_modules/undici/lib/dispatcher'),
  },
];

/** Puts the stand-ins in their places. */
export const trim = {
  name: 'trim',
  setup(build) {
    stubs.forEach(({ filter, importer, contents, resolveDir }, index) => {
      const namespace = `stub-${index}`;
      build.onResolve({ filter }, (request) =>
        !importer || importer.test(request.importer)
          ? { path: request.path, namespace, sideEffects: false }
          : undefined,
      );
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents, loader: 'js', resolveDir }));
    });
    // The package root of undici replaces the fetch dispatcher of the whole extension host.
    build.onResolve({ filter: /^undici$/ }, () => ({
      errors: [{ text: "Import 'undici/lib/dispatcher/pool.js', never the package root." }],
    }));
  },
};

/** Leaves out all dialects of SQL but the first: each is made by a call, so none is dropped by itself. */
const oneSqlDialect = {
  name: 'one SQL dialect',
  setup(build) {
    build.onLoad({ filter: /legacy-modes[\\/]mode[\\/]sql\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8');
      return { contents: contents.slice(0, contents.indexOf('export const msSQL')) };
    });
  },
};

/** A script of its own that is loaded late. Splitting would put a third one before them both. */
const lateTokenizer = {
  name: 'late tokenizer',
  setup(build) {
    build.onResolve({ filter: /\/tokenizer\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './tokenizer.js', external: true } : undefined,
    );
  },
};

/** Options of the view's bundle; its font is copied beside main.css by the build. */
export const webviewBundle = {
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  entryPoints: [
    { in: 'src/webview/main.tsx', out: 'main' },
    { in: 'src/webview/markdown/tokenizer.ts', out: 'tokenizer' },
    { in: 'media/webview.css', out: 'main' },
  ],
  // The font's name is followed by a hash of what is in it.
  external: ['./codicon.ttf?*', './tokenizer.js'],
  plugins: [oneSqlDialect, lateTokenizer],
};

/** Options of a bundle that Node runs; its targets add their own. */
export const nodeBundle = {
  platform: 'node',
  format: 'esm',
  target: 'node22',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  // undici's own switch: leaves its experimental second parser out.
  define: { esbuildDetection: 'true' },
  banner: {
    js: "import { createRequire as caravanCreateRequire } from 'node:module';const require = caravanCreateRequire(import.meta.url);",
  },
};
