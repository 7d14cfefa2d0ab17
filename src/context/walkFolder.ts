import ignore, { type Ignore } from 'ignore';
import { join } from 'node:path';
import type { FileSystem } from '../base/fileSystem.ts';
import { isSearchableFile, isSkippedFolder } from './skippedPaths.ts';

const maxDepth = 12;

interface Rules {
  /** Folder of the .gitignore, relative, `/` at the end; empty for the root. */
  readonly base: string;
  readonly matcher: Ignore;
}

/**
 * Paths of the folder's searchable files, relative and `/` separated, nearest the root first, at
 * most `limit`. Follows no links, honours every .gitignore on the way, and skips what it may not read.
 */
export async function walkFolder(
  fileSystem: FileSystem,
  folder: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  let level: { path: string; rules: readonly Rules[] }[] = [{ path: '', rules: [] }];
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { path, rules } of level) {
      signal.throwIfAborted();
      if (found.length >= limit) return found;
      const entries = await entriesOf(fileSystem, join(folder, path));
      const own = entries.some((entry) => entry.name === '.gitignore' && entry.kind === 'file')
        ? await readRules(fileSystem, folder, path)
        : [];
      const all = [...rules, ...own];
      for (const entry of entries) {
        const child = path + entry.name;
        if (entry.kind === 'directory' && !isSkippedFolder(entry.name)) {
          if (!isIgnored(`${child}/`, all)) next.push({ path: `${child}/`, rules: all });
        } else if (entry.kind === 'file' && isSearchableFile(entry.name)) {
          if (!isIgnored(child, all) && found.length < limit) found.push(child);
        }
      }
    }
    level = next;
  }
  return found;
}

/** Entries in a stable order; none for a folder that is gone or closed to us. */
async function entriesOf(fileSystem: FileSystem, path: string) {
  try {
    const entries = await fileSystem.readDirectory(path);
    return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

async function readRules(
  fileSystem: FileSystem,
  folder: string,
  path: string,
): Promise<readonly Rules[]> {
  try {
    const bytes = await fileSystem.readFile(join(folder, path, '.gitignore'));
    return [{ base: path, matcher: ignore().add(new TextDecoder().decode(bytes)) }];
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

function isIgnored(path: string, rules: readonly Rules[]): boolean {
  return rules.some(({ base, matcher }) => matcher.ignores(path.slice(base.length)));
}

/** Gone, closed or no folder at all: what a walk passes over. */
export function isUnreadable(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR';
}
