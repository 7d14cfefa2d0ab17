import { join } from 'node:path';
import type { FileSystem } from '../base/fileSystem.ts';
import { sha256 } from '../base/textFile.ts';
import { userText, type UserText } from '../base/userText.ts';
import { restorePointSchema, type RestorePoint } from './restorePoint.ts';

/** Bytes of texts that are kept for all restore points together. */
const defaultQuota = 256 * 1024 * 1024;
/** Restore points that are kept. */
const defaultLimit = 100;

/** What the store needs. */
export interface RestorePointStoreOptions {
  readonly fileSystem: FileSystem;
  /** Absolute folder of its own, outside the workspace. */
  readonly folder: string;
  /** Wall-clock milliseconds, for the name of a record set aside. */
  readonly wallNow?: () => number;
  /** Bytes. */
  readonly quota?: number;
  readonly limit?: number;
  /** Told what the store had to give up: old points over the quota, records it could not read. */
  readonly onNotice?: (text: UserText) => void;
}

/**
 * Restore points on disk, one folder each, readable by the user alone: the texts first, then the
 * record, so that a record always finds its texts.
 */
export class RestorePointStore {
  readonly #fileSystem: FileSystem;
  readonly #folder: string;
  readonly #wallNow: () => number;
  readonly #quota: number;
  readonly #limit: number;
  readonly #notice: (text: UserText) => void;

  constructor(options: RestorePointStoreOptions) {
    this.#fileSystem = options.fileSystem;
    this.#folder = options.folder;
    this.#wallNow = options.wallNow ?? Date.now;
    this.#quota = options.quota ?? defaultQuota;
    this.#limit = options.limit ?? defaultLimit;
    this.#notice = options.onNotice ?? (() => undefined);
  }

  /**
   * Keeps the texts, the record for afterwards and then the record that says `writing`. Nothing of the
   * point is left when it fails.
   */
  async begin(point: RestorePoint, texts: Iterable<string>): Promise<void> {
    const folder = this.folderOf(point);
    try {
      await this.#fileSystem.createDirectory(folder);
      await this.prepare(point, texts);
      await this.save(point);
    } catch (error) {
      // What cannot be removed now has no record, and goes at the next start.
      await this.remove(point).catch(() => undefined);
      throw error;
    }
  }

  /** Keeps texts and the record that {@link complete} puts in place. */
  async prepare(point: RestorePoint, texts: Iterable<string>): Promise<void> {
    for (const text of texts) await this.#keepText(point, text);
    await this.#write(point, 'written.json', { ...point, state: 'written' });
  }

  /** Marks the set as written. A rename: it needs no room on the disk. */
  async complete(point: RestorePoint): Promise<void> {
    const folder = this.folderOf(point);
    await this.#fileSystem.rename(join(folder, 'written.json'), join(folder, 'record.json'));
  }

  async save(point: RestorePoint): Promise<void> {
    await this.#write(point, 'record.json', point);
  }

  async #write(point: RestorePoint, name: string, record: RestorePoint): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    const file = join(this.folderOf(point), name);
    await this.#fileSystem.writeFileAtomic(file, bytes, { mode: 0o600 });
  }

  async #keepText(point: RestorePoint, text: string): Promise<void> {
    const file = join(this.folderOf(point), sha256(text));
    const bytes = new TextEncoder().encode(text);
    await this.#fileSystem.writeFileAtomic(file, bytes, { mode: 0o600 });
  }

  /** A kept text, or undefined when it is gone or is not what the hash says. */
  async text(point: RestorePoint, hash: string): Promise<string | undefined> {
    const file = join(this.folderOf(point), hash);
    if ((await this.#fileSystem.lstat(file)) === undefined) return undefined;
    const bytes = await this.#fileSystem.readFile(file);
    if (sha256(bytes) !== hash) return undefined;
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  }

  /** All restore points, newest first. Records that cannot be read are set aside with a notice. */
  async list(): Promise<readonly RestorePoint[]> {
    const points: RestorePoint[] = [];
    for (const name of await this.#names()) {
      const point = await this.#read(name);
      if (point) points.push(point);
    }
    return points.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  }

  async remove(point: Pick<RestorePoint, 'id'>): Promise<void> {
    await this.#fileSystem.deleteDirectory(this.folderOf(point));
  }

  /** Removes folders that never got a record, once the process that began them is gone. */
  async removeUnfinished(isOwned: (id: string) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const record = join(this.#folder, name, 'record.json');
      if (isOwned(name) || (await this.#fileSystem.lstat(record)) !== undefined) continue;
      await this.remove({ id: name });
    }
  }

  /** Makes room for so many bytes: the oldest finished points go, with a notice. */
  async prune(needed: number, isActive: (runId: string) => boolean): Promise<void> {
    const points = await this.list();
    let size = points.reduce((sum, point) => sum + point.size, needed);
    let count = points.length + 1;
    const pruned: RestorePoint[] = [];
    for (const point of [...points].reverse()) {
      if (size <= this.#quota && count <= this.#limit) break;
      if (point.state === 'writing' || isActive(point.runId)) continue;
      await this.remove(point);
      pruned.push(point);
      size -= point.size;
      count -= 1;
    }
    if (pruned.length === 0) return;
    this.#notice(userText('{0} of the oldest restore points were removed.', pruned.length));
  }

  folderOf({ id }: Pick<RestorePoint, 'id'>): string {
    return join(this.#folder, id);
  }

  async #names(): Promise<readonly string[]> {
    if ((await this.#fileSystem.lstat(this.#folder)) === undefined) return [];
    const entries = await this.#fileSystem.readDirectory(this.#folder);
    return entries
      .filter(({ name, kind }) => kind === 'directory' && !name.includes('.corrupt-'))
      .map(({ name }) => name)
      .sort();
  }

  async #read(name: string): Promise<RestorePoint | undefined> {
    const file = join(this.#folder, name, 'record.json');
    if ((await this.#fileSystem.lstat(file)) === undefined) return undefined;
    const point = parse(await this.#fileSystem.readFile(file));
    if (point?.id === name) return point;
    const aside = `${join(this.#folder, name)}.corrupt-${this.#wallNow()}`;
    await this.#fileSystem.rename(join(this.#folder, name), aside);
    this.#notice(userText('A restore point could not be read. A copy is kept in {0}.', aside));
    return undefined;
  }
}

function parse(bytes: Uint8Array): RestorePoint | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return restorePointSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
