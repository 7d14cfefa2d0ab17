import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, systemError } from './systemError.ts';

/** A folder held open, so that what is written by name lands in it even if its path is swapped. */
export interface FolderHandle {
  /** A path to a name in the folder, good until `close`. */
  at(name: string): string;
  /** Rejects with `ELOOP` when the path has come to lead elsewhere. */
  verify(): Promise<void>;
  /** Makes created and renamed entries durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a folder. On Linux names are reached through `/proc/self/fd` (proc(5)), which no rename or
 * link can redirect; elsewhere the path is compared again before each rename.
 */
export async function openFolder(path: string, noLinks: boolean): Promise<FolderHandle> {
  if (process.platform === 'win32') return pathFolder(path, noLinks);
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const anchor = `/proc/self/fd/${handle.fd}`;
    const anchored = process.platform === 'linux' ? await linkTarget(anchor) : undefined;
    if (anchored === undefined) {
      const plain = pathFolder(path, noLinks);
      await plain.verify();
      return { ...plain, sync: () => handle.sync(), close: () => handle.close() };
    }
    const verify = async (): Promise<void> => {
      if (noLinks && (await linkTarget(anchor)) !== path) throw leadsElsewhere(path);
    };
    await verify();
    return {
      at: (name) => join(anchor, name),
      verify,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Makes the entries of a folder durable, as after one was made in it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await openFolder(path, false);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

// Windows cannot open a folder for fsync; NTFS journals the rename itself.
function pathFolder(path: string, noLinks: boolean): FolderHandle {
  return {
    at: (name) => join(path, name),
    verify: async () => {
      if (noLinks && (await fs.realpath(path)) !== path) throw leadsElsewhere(path);
    },
    sync: async () => undefined,
    close: async () => undefined,
  };
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await fs.readlink(path);
  } catch (error) {
    // No /proc, as in some containers: the caller falls back to comparing paths.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function leadsElsewhere(path: string): Error {
  return systemError('ELOOP', 'the folder is reached through a link or was moved', path);
}
