import { isAbsolute, join, relative, sep } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { maxTextFileSize } from '../base/textFile.ts';
import { createContextProvider, defaultContextLimits } from '../context/contextProvider.ts';
import { isSecretFile } from '../context/skippedPaths.ts';
import { isUnreadable } from '../context/walkFolder.ts';
import type { Caravan } from './caravan.ts';
import { namedPathLimit } from './namedPathLimit.ts';

/** Milliseconds a list of the folder is good for while someone types. */
const listAge = 5_000;

/** A file the user named: its text, or why there is none to be had. */
export type NamedFile =
  | { readonly content: string }
  | { readonly problem: 'missing' | 'folder' | 'outside' | 'secret' | 'too-large' | 'not-text' };

/** What naming files needs; `folder` is absolute, or undefined when none is open. */
export interface NamedFilesOptions {
  readonly fileSystem: FileSystem;
  readonly folder: () => string | undefined;
  readonly clock: Clock;
  readonly requireTrust: () => void;
}

/** The open folder's files as the user names them in a message. */
export function createNamedFiles(
  options: NamedFilesOptions,
): Pick<Caravan, 'namedPaths' | 'readNamed'> {
  const { fileSystem, folder, clock, requireTrust } = options;
  let listed: { folder: string; at: number; paths: Promise<readonly string[]> } | undefined;
  return {
    namedPaths: async () => {
      requireTrust();
      const root = folder();
      if (root === undefined) return [];
      if (listed?.folder !== root || clock.now() - listed.at > listAge) {
        const limits = { ...defaultContextLimits, files: namedPathLimit };
        const provider = createContextProvider({ fileSystem, folder: root, limits });
        const { signal } = new AbortController();
        listed = { folder: root, at: clock.now(), paths: provider.paths(namedPathLimit, signal) };
      }
      return listed.paths;
    },
    readNamed: async (path) => {
      requireTrust();
      const root = folder();
      if (root === undefined) return { problem: 'missing' };
      try {
        return await readNamed(fileSystem, root, path);
      } catch (error) {
        if (isUnreadable(error)) return { problem: 'missing' };
        throw error;
      }
    },
  };
}

/** A secret file is read only by its own name, never through a link. */
async function readNamed(fileSystem: FileSystem, root: string, path: string): Promise<NamedFile> {
  if (path.includes('\0')) return { problem: 'missing' };
  if (isAbsolute(path) || isUpward(relative(root, join(root, path)))) return { problem: 'outside' };
  const real = await fileSystem.realPath(join(root, path));
  if (isUpward(relative(await fileSystem.realPath(root), real))) return { problem: 'outside' };
  const name = real.slice(real.lastIndexOf(sep) + 1);
  if (isSecretFile(name) && !`/${path}`.endsWith(`/${name}`)) return { problem: 'secret' };
  const stat = await fileSystem.stat(real);
  if (stat?.kind === 'directory') return { problem: 'folder' };
  if (stat?.kind !== 'file') return { problem: 'not-text' };
  if (stat.size > maxTextFileSize) return { problem: 'too-large' };
  const bytes = await fileSystem.readFile(real);
  if (bytes.includes(0)) return { problem: 'not-text' };
  // What is only shown need not be valid to the last byte.
  return { content: new TextDecoder().decode(bytes) };
}

function isUpward(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}
