import { posix } from 'node:path';
import type {
  AtomicWriteOptions,
  DeleteOptions,
  FileStat,
  FileSystem,
} from '../../src/base/fileSystem.ts';
import { sha256 } from '../../src/base/textFile.ts';

type Entry =
  | { readonly kind: 'file'; bytes: Uint8Array; mode: number; modifiedAt: number }
  | { readonly kind: 'directory'; modifiedAt: number }
  | { readonly kind: 'symlink'; readonly target: string; modifiedAt: number };

/** A call of the file port, as a test sees it. */
export interface FileSystemCall {
  readonly method: keyof FileSystem;
  readonly path: string;
}

/** Makes an error like the system's. */
export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code, path });
}

/**
 * The file port in memory, POSIX paths. Records every call, and calls `before` ahead of each:
 * what that throws is what the call rejects with, and nothing has happened then.
 */
export class InMemoryFileSystem implements FileSystem {
  readonly calls: FileSystemCall[] = [];
  before: (call: FileSystemCall, index: number) => void | Promise<void> = () => undefined;
  readonly #entries = new Map<string, Entry>([['/', { kind: 'directory', modifiedAt: 0 }]]);
  #time = 0;

  /** @param files path → text; folders are made as needed. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.put(path, text);
  }

  /** Puts a file there, as another program would: not recorded. */
  put(path: string, content: string | Uint8Array, mode = 0o644): void {
    this.#makeFolders(posix.dirname(path));
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#entries.set(path, { kind: 'file', bytes, mode, modifiedAt: ++this.#time });
  }

  link(path: string, target: string): void {
    this.#makeFolders(posix.dirname(path));
    this.#entries.set(path, { kind: 'symlink', target, modifiedAt: ++this.#time });
  }

  remove(path: string): void {
    for (const key of this.#entries.keys()) {
      if (key === path || key.startsWith(`${path}/`)) this.#entries.delete(key);
    }
  }

  /** Text of a file, or undefined if there is none. */
  text(path: string): string | undefined {
    const entry = this.#entries.get(path);
    return entry?.kind === 'file' ? decode(entry.bytes) : undefined;
  }

  /** All files with their text, for comparing whole states. */
  files(under = '/'): Record<string, string> {
    const files: Record<string, string> = {};
    for (const [path, entry] of [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (entry.kind === 'file' && (path + '/').startsWith(under)) {
        files[path] = decode(entry.bytes);
      }
    }
    return files;
  }

  async readFile(path: string): Promise<Uint8Array> {
    await this.#record('readFile', path);
    const entry = this.#follow(path);
    if (entry?.kind === 'file') return entry.bytes.slice();
    throw systemError(entry ? 'EISDIR' : 'ENOENT', path);
  }

  async writeFileAtomic(
    path: string,
    bytes: Uint8Array,
    options: AtomicWriteOptions = {},
  ): Promise<void> {
    await this.#record('writeFileAtomic', path);
    if (options.noLinks && this.#real(posix.dirname(path)) !== posix.dirname(path)) {
      throw systemError('ELOOP', path);
    }
    const target = options.followLink ? (this.#real(path) ?? path) : path;
    const old = this.#entries.get(target);
    if (old && old.kind !== 'file') {
      throw systemError(old.kind === 'symlink' ? 'ELOOP' : 'EINVAL', path);
    }
    if (old && (old.mode & 0o222) === 0) throw systemError('EACCES', path);
    this.#requireFolder(target);
    this.#requireUnchanged(old, path, options.replaces);
    const mode = old?.mode ?? options.mode ?? 0o644;
    this.#entries.set(target, {
      kind: 'file',
      bytes: bytes.slice(),
      mode,
      modifiedAt: ++this.#time,
    });
  }

  async appendFile(path: string, bytes: Uint8Array): Promise<void> {
    await this.#record('appendFile', path);
    const old = this.#follow(path);
    if (old && old.kind !== 'file') throw systemError('EISDIR', path);
    this.#requireFolder(path);
    const before = old?.bytes ?? new Uint8Array();
    const joined = new Uint8Array([...before, ...bytes]);
    const mode = old?.mode ?? 0o600;
    this.#entries.set(path, { kind: 'file', bytes: joined, mode, modifiedAt: ++this.#time });
  }

  async lstat(path: string): Promise<FileStat | undefined> {
    await this.#record('lstat', path);
    const folder = this.#real(posix.dirname(path));
    return folder === undefined
      ? undefined
      : toStat(this.#entries.get(posix.join(folder, posix.basename(path))));
  }

  async stat(path: string): Promise<FileStat | undefined> {
    await this.#record('stat', path);
    return toStat(this.#follow(path));
  }

  async realPath(path: string): Promise<string> {
    await this.#record('realPath', path);
    const real = this.#real(path);
    if (real === undefined) throw systemError('ENOENT', path);
    return real;
  }

  async readDirectory(path: string): ReturnType<FileSystem['readDirectory']> {
    await this.#record('readDirectory', path);
    const real = this.#real(path);
    if (real === undefined) throw systemError('ENOENT', path);
    if (this.#entries.get(real)?.kind !== 'directory') throw systemError('ENOTDIR', path);
    return [...this.#entries]
      .filter(([key]) => key !== '/' && posix.dirname(key) === real)
      .map(([key, entry]) => ({ name: posix.basename(key), kind: entry.kind }));
  }

  async createDirectory(
    path: string,
    { noLinks = false }: { readonly noLinks?: boolean } = {},
  ): Promise<void> {
    await this.#record('createDirectory', path);
    this.#makeFolders(path);
    if (noLinks && this.#real(path) !== path) throw systemError('ELOOP', path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#record('rename', from);
    if (!this.#entries.has(from)) throw systemError('ENOENT', from);
    this.#requireFolder(to);
    for (const [key, entry] of [...this.#entries]) {
      if (key !== from && !key.startsWith(`${from}/`)) continue;
      this.#entries.delete(key);
      this.#entries.set(to + key.slice(from.length), entry);
    }
  }

  async deleteFile(path: string, options: DeleteOptions = {}): Promise<void> {
    await this.#record('deleteFile', path);
    const old = this.#entries.get(path);
    if (old?.kind === 'directory') throw systemError('EISDIR', path);
    if (options.noLinks && this.#real(posix.dirname(path)) !== posix.dirname(path)) {
      throw systemError('ELOOP', path);
    }
    if (old?.kind === 'file') this.#requireUnchanged(old, path, options.replaces);
    this.#entries.delete(path);
  }

  async deleteDirectory(path: string): Promise<void> {
    await this.#record('deleteDirectory', path);
    this.remove(path);
  }

  async deleteEmptyDirectory(path: string): Promise<boolean> {
    await this.#record('deleteEmptyDirectory', path);
    if (this.#entries.get(path)?.kind !== 'directory') return false;
    if ([...this.#entries.keys()].some((key) => key.startsWith(`${path}/`))) return false;
    return this.#entries.delete(path);
  }

  async createExclusive(path: string, bytes: Uint8Array): Promise<boolean> {
    await this.#record('createExclusive', path);
    if (this.#entries.has(path)) return false;
    this.#requireFolder(path);
    this.#entries.set(path, { kind: 'file', bytes, mode: 0o600, modifiedAt: ++this.#time });
    return true;
  }

  async #record(method: keyof FileSystem, path: string): Promise<void> {
    const call = { method, path };
    this.calls.push(call);
    await this.before(call, this.calls.length - 1);
  }

  #requireUnchanged(
    old: Extract<Entry, { kind: 'file' }> | undefined,
    path: string,
    expected: string | null | undefined,
  ): void {
    if (expected === undefined) return;
    if ((old ? sha256(old.bytes) : null) !== expected) throw systemError('ESTALE', path);
  }

  #makeFolders(path: string): void {
    const entry = this.#follow(path);
    if (entry?.kind === 'directory') return;
    if (entry) throw systemError('EEXIST', path);
    this.#makeFolders(posix.dirname(path));
    this.#entries.set(path, { kind: 'directory', modifiedAt: ++this.#time });
  }

  #requireFolder(path: string): void {
    const folder = this.#follow(posix.dirname(path));
    if (folder?.kind === 'directory') return;
    throw systemError(folder ? 'ENOTDIR' : 'ENOENT', path);
  }

  #follow(path: string): Entry | undefined {
    const real = this.#real(path);
    return real === undefined ? undefined : this.#entries.get(real);
  }

  /** Path with every link resolved, or undefined if it leads nowhere. */
  #real(path: string, depth = 0): string | undefined {
    if (depth > 40) throw systemError('ELOOP', path);
    let at = '/';
    for (const name of path.split('/').filter((part) => part !== '')) {
      at = posix.join(at, name);
      const entry = this.#entries.get(at);
      if (!entry) return undefined;
      if (entry.kind !== 'symlink') continue;
      const target = this.#real(posix.resolve(posix.dirname(at), entry.target), depth + 1);
      if (target === undefined) return undefined;
      at = target;
    }
    return at;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function toStat(entry: Entry | undefined): FileStat | undefined {
  if (!entry) return undefined;
  return {
    kind: entry.kind,
    size: entry.kind === 'file' ? entry.bytes.length : 0,
    modifiedAt: entry.modifiedAt,
    mode: entry.kind === 'file' ? entry.mode : 0o755,
    links: 1,
  };
}
