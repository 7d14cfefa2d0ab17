import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { temporaryName, type AtomicWriteOptions, type DeleteOptions } from '../base/fileSystem.ts';
import { sha256 } from '../base/textFile.ts';
import { openFolder } from './folderHandle.ts';
import { hasCode, systemError } from './systemError.ts';

const attempts = 10;

/** The system's rename and a pause, replaceable so that a test can make a rename fail. */
export interface RenamePorts {
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly platform: NodeJS.Platform;
}

const systemRename: RenamePorts = {
  rename: fs.rename,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  platform: process.platform,
};

/**
 * Renames, trying again while another program holds the target: on Windows virus scanners and
 * indexers cause EPERM and EACCES for some milliseconds. At most ten tries, under two seconds.
 */
export async function renameWithRetry(
  from: string,
  to: string,
  { rename, wait, platform }: RenamePorts = systemRename,
): Promise<void> {
  const passing = platform === 'win32' ? ['EBUSY', 'EPERM', 'EACCES'] : ['EBUSY'];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (attempt === attempts || !passing.some((code) => hasCode(error, code))) throw error;
      await wait(Math.min(10 * 2 ** (attempt - 1), 250));
    }
  }
}

/** Replaces a file whole or not at all; the contract is that of the file port. */
export async function writeFileAtomic(
  path: string,
  bytes: Uint8Array,
  options: AtomicWriteOptions = {},
  ports?: RenamePorts,
): Promise<void> {
  const target = options.followLink ? await followFinalLink(path) : path;
  const folder = await openFolder(dirname(target), options.noLinks ?? false);
  try {
    const place = folder.at(basename(target));
    const existing = await statToReplace(place, target);
    const temporary = folder.at(temporaryName(process.pid, randomUUID()));
    try {
      const handle = await fs.open(temporary, 'wx', existing ? 0o600 : (options.mode ?? 0o644));
      try {
        await handle.writeFile(bytes);
        if (existing) await handle.chmod(existing.mode & 0o777);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await folder.verify();
      if (options.replaces !== undefined) await requireUnchanged(place, target, options.replaces);
      if (options.replaces === null) await createFrom(temporary, place, target, ports);
      else await renameWithRetry(temporary, place, ports);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes a file in the folder its path leads to; the contract is that of the file port. */
export async function deleteFileIn(path: string, options: DeleteOptions): Promise<void> {
  const folder = await openFolder(dirname(path), options.noLinks ?? false);
  try {
    const place = folder.at(basename(path));
    await folder.verify();
    if (options.replaces !== undefined) await requireUnchanged(place, path, options.replaces);
    await fs.unlink(place);
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes an empty folder, never through a link. */
export async function removeFolderIn(path: string): Promise<void> {
  const parent = await openFolder(dirname(path), true);
  try {
    await parent.verify();
    await fs.rmdir(parent.at(basename(path)));
  } finally {
    await parent.close();
  }
}

async function requireUnchanged(
  place: string,
  shown: string,
  expected: string | null,
): Promise<void> {
  let found: string | null;
  try {
    const handle = await fs.open(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      found = sha256(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    found = null;
  }
  if (found !== expected) throw systemError('ESTALE', 'the file has changed', shown);
}

/** Gives a new file its name without ever replacing one that came up meanwhile. */
async function createFrom(
  temporary: string,
  place: string,
  shown: string,
  ports: RenamePorts | undefined,
): Promise<void> {
  try {
    await fs.link(temporary, place);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw systemError('ESTALE', 'the file has changed', shown);
    // File systems without hard links, such as FAT.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].some((code) => hasCode(error, code))) {
      throw error;
    }
    return renameWithRetry(temporary, place, ports);
  }
  await fs.rm(temporary);
}

async function followFinalLink(path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    // A missing file may be created; a dangling link may not be written through.
    const entry = await fs.lstat(path).catch((reason: unknown) => {
      if (hasCode(reason, 'ENOENT')) return undefined;
      throw reason;
    });
    if (entry) throw error;
    return path;
  }
}

async function statToReplace(place: string, shown: string): Promise<{ mode: number } | undefined> {
  let stat;
  try {
    stat = await fs.lstat(place);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (stat.isSymbolicLink()) throw systemError('ELOOP', 'the path is a link', shown);
  if (!stat.isFile()) throw systemError('EINVAL', 'not a regular file', shown);
  // A rename would replace a read-only file without asking its permission.
  if ((stat.mode & 0o222) === 0) throw systemError('EACCES', 'the file is read-only', shown);
  await fs.access(place, constants.W_OK);
  return { mode: stat.mode };
}
