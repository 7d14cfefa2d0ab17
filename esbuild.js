// Builds dist/extension, dist/cli and dist/webview.
//   node esbuild.js [--dev] [--watch] [--out=DIR] [extension] [cli] [webview]
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { nodeBundle, trim, webviewBundle } from './esbuild.options.js';

const root = dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const out = [...flags].find((flag) => flag.startsWith('--out='))?.slice(6) ?? 'dist';
const isDev = flags.has('--dev') || flags.has('--watch');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: !isDev,
  sourcemap: isDev ? 'linked' : false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  entryNames: '[name]',
  plugins: [trim],
};

const targets = {
  extension: {
    ...common,
    ...nodeBundle,
    entryPoints: ['src/extension.ts'],
    outdir: `${out}/extension`,
    external: ['vscode'],
  },
  // Without 'vscode' as an external: a leak into the core breaks this build.
  cli: { ...common, ...nodeBundle, entryPoints: ['src/cli.ts'], outdir: `${out}/cli` },
  webview: {
    ...common,
    ...webviewBundle,
    plugins: [...common.plugins, ...webviewBundle.plugins],
    outdir: `${out}/webview`,
    define: { 'process.env.NODE_ENV': isDev ? '"development"' : '"production"' },
  },
};

/** Licence texts of everything that was bundled, one file a target. */
async function writeLicences(name, outdir, metafile) {
  const packages = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.split(sep).join('/'));
    if (match) packages.add(match[0]);
  }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'LICENSE-CODE']
      .map((name) => join(root, folder, name))
      .find((path) => existsSync(path));
    const text = file ? (await readFile(file, 'utf8')).trim() : `Licence: ${manifest.license}`;
    texts.push(`${manifest.name} ${manifest.version}\n\n${text}\n`);
  }
  await writeFile(join(outdir, 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Nothing but Node's own modules and what is named as external may be left to load at run time. */
function assertSelfContained(target, metafile) {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    for (const { path, external } of output.imports) {
      if (!external || isBuiltin(path) || isNamed(path, target.external)) continue;
      throw new Error(`${file} still imports '${path}'`);
    }
  }
}

/** Do the externals name a path? A `*` at the end stands for anything, as esbuild has it. */
function isNamed(path, externals = []) {
  return externals.some((name) =>
    name.endsWith('*') ? path.startsWith(name.slice(0, -1)) : path === name,
  );
}

async function finish(name, target, result) {
  assertSelfContained(target, result.metafile);
  const outdir = resolve(root, target.outdir);
  await writeLicences(name, outdir, result.metafile);
  if (name === 'webview') {
    const font = 'codicon.ttf';
    await cp(join(root, 'node_modules/@vscode/codicons/dist', font), join(outdir, font));
  }
  const bytes = Object.values(result.metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`built ${target.outdir} (${(bytes / 1024).toFixed(0)} KB)`);
}

for (const [name, target] of Object.entries(targets)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await rm(resolve(root, target.outdir), { recursive: true, force: true });
  await mkdir(resolve(root, target.outdir), { recursive: true });
  if (flags.has('--watch')) {
    const context = await esbuild.context({
      ...target,
      plugins: [
        ...target.plugins,
        {
          name: 'finish',
          setup: (build) =>
            build.onEnd((result) =>
              result.errors.length === 0 ? finish(name, target, result) : undefined,
            ),
        },
      ],
    });
    await context.watch();
  } else {
    try {
      await finish(name, target, await esbuild.build(target));
    } catch (error) {
      // esbuild has printed its own errors already.
      if (!error?.errors) console.error(error.message);
      process.exitCode = 1;
    }
  }
}
