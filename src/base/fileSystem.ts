/** What a path is, without following a final link. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

/** What is known of a file or folder without reading it. */
export interface FileStat {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** Wall-clock milliseconds. */
  readonly modifiedAt: number;
  /** Unix permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Number of hard links. */
  readonly links: number;
}

/** How {@link FileSystem.writeFileAtomic} treats modes and links. */
export interface AtomicWriteOptions {
  /** Unix permission bits of a new file, less the process's umask; default 0o644. */
  readonly mode?: number;
  /** True: a final link is followed and its target replaced. Default: a final link is an error. */
  readonly followLink?: boolean;
  /** True: a link anywhere in the path is an error (`ELOOP`), also one put there meanwhile. */
  readonly noLinks?: boolean;
  /**
   * SHA-256 that the file must have right before it is replaced; null: there must be none. Otherwise
   * `ESTALE`, and nothing has changed.
   */
  readonly replaces?: string | null;
}

/** How {@link FileSystem.deleteFile} treats links and changes. */
export interface DeleteOptions {
  /** True: a link anywhere in the path is an error (`ELOOP`), also one put there meanwhile. */
  readonly noLinks?: boolean;
  /** SHA-256 that the file must have right before it is removed; otherwise `ESTALE`. */
  readonly replaces?: string;
}

/** One name in a folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/**
 * The small file port of the core. Paths are absolute and native. Methods reject with the system's
 * error (`code` ENOENT, EACCES, ENOSPC …), except where they say otherwise.
 */
export interface FileSystem {
  /** Bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /**
   * Replaces a file whole or not at all: temporary file in the same folder (`temporaryName`), fsync,
   * rename, fsync of the folder. Keeps the mode of an existing target. Rejects with `ELOOP` for a final link, with
   * `EINVAL` for what is not a file and with `EACCES` for a file without any write permission.
   */
  writeFileAtomic(path: string, bytes: Uint8Array, options?: AtomicWriteOptions): Promise<void>;
  /** Appends whole or not at all, and fsyncs, the folder of a new file too; creates it with mode 0o600. */
  appendFile(path: string, bytes: Uint8Array): Promise<void>;
  /** Entry of the path itself (a link is reported as `symlink`), or undefined if there is none. */
  lstat(path: string): Promise<FileStat | undefined>;
  /** Entry the path leads to, or undefined if there is none. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Resolves every link; rejects when the path does not exist. */
  realPath(path: string): Promise<string>;
  readDirectory(path: string): Promise<readonly DirectoryEntry[]>;
  /**
   * Creates the folder and its parents, mode 0o700 unless given, and fsyncs what they are created in;
   * fine if it exists. With `noLinks` a link anywhere in the path is an error (`ELOOP`), also one put
   * there meanwhile.
   */
  createDirectory(
    path: string,
    options?: { readonly mode?: number; readonly noLinks?: boolean },
  ): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes one file; fine if it is gone. */
  deleteFile(path: string, options?: DeleteOptions): Promise<void>;
  /** Removes a folder with all it holds; fine if it is gone. */
  deleteDirectory(path: string): Promise<void>;
  /** Removes a folder that holds nothing, never through a link; false when it holds something or is gone. */
  deleteEmptyDirectory(path: string): Promise<boolean>;
  /** Creates the file, whole, only if it does not exist (`wx`, 0o600); false when it does. */
  createExclusive(path: string, bytes: Uint8Array): Promise<boolean>;
}

/** Name of a temporary file that a process makes beside the file it replaces. */
export function temporaryName(pid: number, unique: string): string {
  return `.caravan-${pid}-${unique}.tmp`;
}

/** The process that made a temporary file, or undefined for every other name. */
export function temporaryOwner(name: string): number | undefined {
  const [, pid] = /^\.caravan-(\d{1,10})-[0-9a-f-]{36}\.tmp$/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
