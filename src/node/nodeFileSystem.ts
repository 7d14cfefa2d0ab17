import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import type { FileKind, FileStat, FileSystem } from '../base/fileSystem.ts';
import { appendFile, createExclusive } from './appendFile.ts';
import { deleteFileIn, removeFolderIn, writeFileAtomic } from './atomicWrite.ts';
import { createFolders, createPath } from './createFolders.ts';
import { hasCode } from './systemError.ts';

/** The file port over the machine's own file system. */
export function createNodeFileSystem(): FileSystem {
  return {
    readFile: (path) => fs.readFile(path),
    writeFileAtomic: (path, bytes, options) => writeFileAtomic(path, bytes, options),
    appendFile,
    lstat: async (path) => toStat(await orUndefined(fs.lstat(path))),
    stat: async (path) => toStat(await orUndefined(fs.stat(path))),
    realPath: (path) => fs.realpath(path),
    readDirectory: async (path) => {
      const entries = await fs.readdir(path, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
    createDirectory: async (path, { mode = 0o700, noLinks = false } = {}) =>
      noLinks ? createFolders(path, mode) : createPath(path, mode),
    rename: (from, to) => fs.rename(from, to),
    deleteFile: async (path, options = {}) => void (await orUndefined(deleteFileIn(path, options))),
    deleteDirectory: (path) => fs.rm(path, { recursive: true, force: true }),
    deleteEmptyDirectory: async (path) => {
      try {
        await removeFolderIn(path);
        return true;
      } catch (error) {
        // POSIX lets rmdir fail with either code on a folder that holds something.
        const kept = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'];
        if (kept.some((code) => hasCode(error, code))) return false;
        throw error;
      }
    },
    createExclusive,
  };
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): FileKind {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}

function toStat(stats: Stats | undefined): FileStat | undefined {
  return (
    stats && {
      kind: kindOf(stats),
      size: stats.size,
      modifiedAt: stats.mtimeMs,
      mode: stats.mode & 0o7777,
      links: stats.nlink,
    }
  );
}

// ENOTDIR: a parent is a file, so there is no such entry either.
async function orUndefined<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
