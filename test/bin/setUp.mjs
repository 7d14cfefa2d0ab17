// What every command here does first. Plain Node 20 without dependencies: on a fresh clone there
// is nothing else yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'node_modules/.bin');

/**
 * Installs the dependencies when they are missing or other than in package-lock.json, and goes on
 * with Node 24 from there: resolves in a process that can run the project's TypeScript. What it has
 * to say goes to standard error, so that a command's own output stays clean.
 */
export async function setUp() {
  if (!isInstalled()) {
    say('Installing the dependencies (npm ci) …');
    const started = Date.now();
    const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (status !== 0) {
      say('npm ci failed; see above.');
      process.exit(1);
    }
    say(`Dependencies installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  }
  const path = (process.env.PATH ?? '').split(delimiter);
  process.env.PATH = [bin, ...path.filter((folder) => folder !== bin)].join(delimiter);
  if (runsTypeScript()) return;
  const child = spawn('node', process.argv.slice(1), {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // A terminal sends Ctrl+C to both processes; a program sends it to this one only.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  await new Promise(() => undefined);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Node that strips types by itself and is new enough for undici 8. */
function runsTypeScript() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 19);
}

/** Compares the lock file with npm's own record of what is in node_modules. */
function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record) || !existsSync(join(bin, 'node'))) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || (entry.optional && !present[path]) || present[path]?.version === entry.version,
  );
}

/** Runs a program of node_modules/.bin or Node itself; gives its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...options,
    });
    child.on('error', (error) => {
      say(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Newest change below the given files and folders, in milliseconds since 1970. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const stat = statSync(full);
    latest = Math.max(latest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    const below = readdirSync(full).filter((name) => name !== 'node_modules');
    latest = Math.max(latest, newest(below.map((name) => join(path, name))));
  }
  return latest;
}

const sources = [
  'src',
  'media',
  'esbuild.js',
  'esbuild.options.js',
  'package.json',
  'package-lock.json',
];
const packed = [...sources, 'l10n', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'];

/** Builds one target (extension, cli, webview) unless its result is newer than all sources. */
export async function buildIfStale(target, result, stdio = 'inherit') {
  const file = join(root, result);
  if (existsSync(file) && statSync(file).mtimeMs > newest(sources)) return 0;
  return run('node', ['esbuild.js', target], { stdio });
}

/** Builds and packs out/caravan.vsix unless it is newer than everything that goes into it. */
export async function packageIfStale(stdio = 'inherit') {
  const file = join(root, 'out/caravan.vsix');
  if (existsSync(file) && statSync(file).mtimeMs > newest(packed)) return 0;
  return run('node', [join(root, 'test/bin/package.mjs')], { stdio });
}

/** Installs Debian packages whose program is missing, where this is root and there is apt-get. */
export function installSystemPackages(programs) {
  const has = (program) =>
    process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
  const missing = Object.entries(programs)
    .filter(([program]) => !has(program))
    .map(([, name]) => name);
  const canInstall = process.platform === 'linux' && process.getuid?.() === 0 && has('apt-get');
  if (missing.length === 0 || !canInstall) return;
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: ['ignore', 'ignore', 2], env };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options);
}
