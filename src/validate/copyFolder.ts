import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { SourceFile } from '../base/task.ts';
import { userText } from '../base/userText.ts';
import { IgnoreRules } from './ignoreRules.ts';
import type { ValidationLimits } from './limits.ts';

// Made by tools, or history: never needed to run a test. Dependencies are mounted, not copied.
const skippedFolders = new Set([
  ...['node_modules', '.git', '.hg', '.svn', '.jj', 'dist', 'out', '.next', '.nuxt', '.cache'],
  ...['coverage', '__pycache__', '.venv', 'venv', '.tox', '.nox', '.mypy_cache', '.pytest_cache'],
  ...['target', '.gradle', '.terraform', '.vscode', '.idea', '.ssh', '.aws', '.gnupg', '.kube'],
]);
const secretNames = [
  /^\.env(?:[.-]|rc$|$)/i,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)/i,
  /^\.(?:npmrc|netrc|pypirc|pgpass|git-credentials|htpasswd|dockercfg)$/i,
  /^(?:credentials|secrets?)(?:\..*)?$/i,
  /service-?account.*\.json$/i,
];

/**
 * Fills an empty folder with the proposed files and, where they leave room, with a copy of the
 * workspace: no links, dependencies, history, build results, secrets, ignored or large files. The proposed
 * files come first, so that no link can lead one of them out of the copy.
 * @throws CaravanError `invalid-argument` for a path out of the folder or a folder too large.
 */
export async function fillCopy(
  copy: string,
  folder: string,
  files: readonly SourceFile[],
  limits: ValidationLimits,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, content } of files) {
    const names = path.split('/');
    if (isAbsolute(path) || names.some((name) => /^\.{0,2}$|[\\:\0]/.test(name))) {
      throw new CaravanError('invalid-argument', {
        text: userText('{0} is not a path inside the folder.', path),
      });
    }
    const target = join(copy, ...names);
    await fs.mkdir(dirname(target), { recursive: true });
    await fs.writeFile(target, content);
  }
  const budget = { files: limits.copyFiles, bytes: limits.copyBytes };
  const from = { folder, path: '', rules: new IgnoreRules() };
  await copyEntries(from, copy, limits.copyDepth, budget, limits, signal);
}

/** A folder to copy from, its path in the workspace (`/` at the end), and what was ignored so far. */
interface Source {
  readonly folder: string;
  readonly path: string;
  readonly rules: IgnoreRules;
}

async function copyEntries(
  { folder: from, path, rules: outer }: Source,
  to: string,
  depth: number,
  budget: { files: number; bytes: number },
  limits: ValidationLimits,
  signal: AbortSignal,
): Promise<void> {
  const rules = await outer.within(from, path);
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    signal.throwIfAborted();
    const { name } = entry;
    const source = join(from, name);
    const target = join(to, name);
    if (secretNames.some((pattern) => pattern.test(name))) continue;
    if (entry.isDirectory()) {
      if (skippedFolders.has(name.toLowerCase())) continue;
      if (rules.isIgnored(`${path}${name}/`)) continue;
      if (depth === 0) throw tooLarge(from);
      if (!(await makeFolder(target))) continue;
      const next = { folder: source, path: `${path}${name}/`, rules };
      await copyEntries(next, target, depth - 1, budget, limits, signal);
    } else if (entry.isFile()) {
      if (rules.isIgnored(path + name)) continue;
      const { size } = await fs.lstat(source);
      if (size > limits.copyFileBytes) continue;
      budget.files -= 1;
      budget.bytes -= size;
      if (budget.files < 0 || budget.bytes < 0) throw tooLarge(from);
      await copyNew(source, target);
    }
  }
}

/** False where a proposed file stands in the place of the folder. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await fs.mkdir(path, { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function copyNew(source: string, target: string): Promise<void> {
  try {
    await fs.copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await fs.chmod(target, 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A proposed file stands there; or the workspace's one may not be read or is gone by now.
    if (code !== 'EEXIST' && code !== 'EACCES' && code !== 'ENOENT') throw error;
  }
}

function tooLarge(folder: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('The folder is too large to copy for a test run (in {0}).', folder),
    next: userText('Open a smaller folder, or move large data out of it.'),
  });
}
