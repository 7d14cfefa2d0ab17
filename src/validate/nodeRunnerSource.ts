import { pathToFileURL } from 'node:url';

/**
 * Runs test files with Node's own runner. Two roles of one script: the reporter, which runs nothing
 * of the tests and alone knows the secret of the report, and, once a file, a process that runs the
 * tests and tells their outcomes over an inherited descriptor, each line beginning with a word made
 * for it. Report: JSON lines on standard output that begin with the secret; what tests print goes to
 * standard error. Input: `{secret, root, files, sources?}` as JSON on standard input.
 */
export const nodeRunnerSource = String.raw`import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const { secret, root, files, sources } = JSON.parse(readFileSync(0, 'utf8'));
const report = (value) => writeSync(1, secret + JSON.stringify(value) + '\n');
const child = join(fileURLToPath(import.meta.url), '..', 'child.mjs');
const hash = (path) => {
  try {
    return createHash('sha256').update(readFileSync(join(root, path))).digest('hex');
  } catch {
    return undefined;
  }
};
const hashes = Object.fromEntries((sources ?? files).map((path) => [path, hash(path)]));

async function runFile(file) {
  const word = randomBytes(16).toString('hex') + ' ';
  const entries = Object.entries(hashes).map(([path, value]) => [join(root, path), value]);
  const order = JSON.stringify({ word, root, file, hashes: Object.fromEntries(entries) });
  const options = { cwd: root, stdio: ['ignore', 2, 2, 'pipe'] };
  const flags = Number(process.versions.node.split('.')[0]) >= 24 ? ['--disable-sigusr1'] : [];
  const tests = spawn(process.execPath, [...flags, child], options);
  const channel = tests.stdio[3];
  let rest = '';
  let isDone = false;
  let isForged = false;
  let isTold = false;
  const take = (line) => {
    if (!line.startsWith(word)) isForged = true;
    else if (line === word + '"done"') isDone = true;
    else if (!isDone) {
      isTold = true;
      writeSync(1, secret + line.slice(word.length) + '\n');
    }
  };
  channel.setEncoding('utf8');
  channel.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) take(line);
  });
  channel.on('error', () => {});
  channel.write(order + '\n');
  const sent = new Promise((resolve) => channel.on('close', resolve));
  const [code, signal] = await new Promise((resolve) => {
    tests.on('exit', (exit, name) => resolve([exit ?? 1, name]));
  });
  // A process that the tests left behind may hold the channel open: it has nothing to tell.
  await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 500))]);
  channel.destroy();
  if (isForged || rest !== '') report({ type: 'problem', message: file + ' wrote into the report of the tests.' });
  if (signal !== null) {
    const message = file + ' was ended by ' + signal + ': it took more memory than tests may, or ended itself.';
    report({ type: 'problem', message });
  }
  if (!isDone || !isTold) report({ type: 'file-unfinished', file });
  if (code !== 0) report({ type: 'file-failed', file });
}

// Time of the last change of everything in the tree, which no program can set.
function survey(folder = root, found = new Map()) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    found.set(path, lstatSync(path, { bigint: true }).ctimeNs);
    if (entry.isDirectory() && entry.name !== 'node_modules') survey(path, found);
  }
  return found;
}

// Takes out what a test file added; gives the code that it changed.
function restore(before) {
  const changed = [];
  for (const [path, time] of survey()) {
    if (!before.has(path)) rmSync(path, { recursive: true, force: true });
    else if (time !== before.get(path) && /\.([cm]?[jt]sx?|json|node)$/.test(path)) {
      changed.push(relative(root, path).split(sep).join('/'));
    }
  }
  return changed;
}

for (const [index, file] of files.entries()) {
  const before = index < files.length - 1 ? survey() : undefined;
  await runFile(file);
  let changed = Object.keys(hashes).filter((path) => hash(path) !== hashes[path]);
  for (const path of changed) hashes[path] = hash(path);
  if (changed.length === 0 && before) changed = restore(before);
  for (const path of changed) {
    report({ type: 'problem', message: path + ' was changed while the tests ran.' });
  }
}
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
