import { pathToFileURL } from 'node:url';

/**
 * Runs test files with Node's own runner and reports on standard output, one JSON object a line,
 * each line beginning with a secret that only this process was told. What the tests print goes to
 * standard error. Input: one JSON object on standard input, `{secret, root, files}`.
 */
export const nodeRunnerSource = String.raw`import { readFileSync, writeSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const { secret, root, files } = JSON.parse(readFileSync(0, 'utf8'));
const report = (value) => writeSync(1, secret + JSON.stringify(value) + '\n');
const cut = (text) => String(text ?? '').slice(0, 4000);
const shown = (file) => relative(root, file).split(sep).join('/');
const open = new Map();

function place(error) {
  for (const line of String(error?.stack ?? '').split('\n')) {
    const match = /(?:\(|at )(file:\/\/[^)]+?|[^()]*?):(\d+):\d+\)?$/.exec(line.trim());
    if (!match) continue;
    const path = match[1].startsWith('file:') ? fileURLToPath(match[1]) : match[1];
    const name = shown(path);
    if (!name.startsWith('..') && !name.startsWith('node_modules/') && path.startsWith(root)) {
      return { file: name, line: Number(match[2]) };
    }
  }
  return undefined;
}

const unfinished = new Set(files);
const stream = run({ files: files.map((file) => join(root, file)), isolation: 'process', concurrency: 1 });
for await (const { type, data } of stream) {
  if (type === 'test:stdout' || type === 'test:stderr') {
    if (!process.stderr.write(data.message)) {
      await new Promise((resolve) => process.stderr.once('drain', resolve));
    }
  } else if (type === 'test:start') {
    const names = open.get(data.file) ?? [];
    names.length = data.nesting;
    names[data.nesting] = data.name;
    open.set(data.file, names);
  } else if (type === 'test:summary' && data.file) {
    unfinished.delete(shown(data.file));
  } else if (type === 'test:pass' || type === 'test:fail') {
    const file = shown(data.file ?? '');
    const error = data.details?.error?.cause ?? data.details?.error;
    if (data.name === data.file) {
      if (type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed') {
        report({ type: 'file-failed', file });
      }
    } else if (data.details?.type !== 'suite' || (type === 'test:fail' && data.details.error?.failureType !== 'subtestsFailed')) {
      if (data.skip !== undefined || data.todo !== undefined) continue;
      const name = [...(open.get(data.file) ?? []).slice(0, data.nesting), data.name].join(' > ');
      report({
        type: 'test', name: cut(name), passed: type === 'test:pass',
        ...(type === 'test:fail' && { message: cut(error?.message ?? error) }),
        file, line: data.line, ...(type === 'test:fail' && place(error)),
        durationMs: Math.round(data.details?.duration_ms ?? 0),
      });
    }
  }
}
for (const file of unfinished) report({ type: 'file-unfinished', file });
report({ type: 'end' });
process.exit(0);
`;

/**
 * Lets imports be written as TypeScript projects write them: without an extension, with the
 * compiled one (`.js` for a `.ts` file), or naming a folder with an index file.
 */
export const nodeResolverSource = String.raw`import { registerHooks } from 'node:module';

const isRelative = (specifier) => /^\.{1,2}\//.test(specifier);
function candidates(specifier) {
  const compiled = /^(.*)\.([cm]?)js$/.exec(specifier);
  if (compiled) return [compiled[1] + '.' + compiled[2] + 'ts'];
  return ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js'].map((end) => specifier + end);
}
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!isRelative(specifier)) throw error;
      for (const candidate of candidates(specifier)) {
        try {
          return next(candidate, context);
        } catch {}
      }
      throw error;
    }
  },
});
`;

/** Options for every Node process of a run. */
export function nodeOptions(version: string, runnerFolder: string): string {
  // Node 22 and 24 can also rewrite enums and the like; later ones strip types only.
  const rewrites = Number(version.split('.')[0]) <= 24;
  return [
    `--import=${JSON.stringify(pathToFileURL(`${runnerFolder}/resolver.mjs`).href)}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    ...(rewrites ? ['--experimental-transform-types'] : []),
  ].join(' ');
}
