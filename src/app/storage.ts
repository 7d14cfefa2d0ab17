import path from 'node:path';
import { z } from 'zod';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { parseJson } from '../base/json.ts';
import type { Logger } from '../base/logger.ts';
import { userText, type UserText } from '../base/userText.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const lineFeed = 0x0a;

/** Where the core keeps its state, all below one folder outside the workspace. */
export class StorageLayout {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  get conversations(): string {
    return path.join(this.root, 'conversations');
  }
  get runs(): string {
    return path.join(this.root, 'runs');
  }
  get proposals(): string {
    return path.join(this.root, 'proposals');
  }
  get drafts(): string {
    return path.join(this.root, 'drafts');
  }
  get restorePoints(): string {
    return path.join(this.root, 'restore-points');
  }
  get memory(): string {
    return path.join(this.root, 'memory.jsonl');
  }
  get models(): string {
    return path.join(this.root, 'models.json');
  }
  /** The same for who decides on what runs proposed. */
  get decisions(): StorageLayout {
    return new StorageLayout(path.join(this.root, 'decisions'));
  }
  run(runId: string): string {
    return path.join(this.runs, safeName(runId));
  }
  checkpoint(runId: string): string {
    return path.join(this.run(runId), 'checkpoint');
  }
}

const idPattern = /^[A-Za-z0-9-]{1,80}$/;

/** An id that Caravan made, as it stands in a file: anything else would name another file. */
export const storedId = z.string().regex(idPattern);

/** Ids become file names: letters, digits, dash. @throws CaravanError `invalid-argument`. */
export function safeName(id: string): string {
  if (idPattern.test(id)) return id;
  throw new CaravanError('invalid-argument', {
    text: userText('“{0}” is not an id that Caravan made.', id.slice(0, 80)),
  });
}

/** Reads and writes JSON files that must fit a schema; odd ones are set aside, never used. */
export class JsonFiles {
  readonly #files: FileSystem;
  readonly #logger: Logger;
  readonly #wallNow: () => number;
  readonly #notify: (text: UserText) => void;

  /** @param notify is told of each file that was set aside. */
  constructor(
    files: FileSystem,
    logger: Logger,
    wallNow: () => number,
    notify: (text: UserText) => void = () => undefined,
  ) {
    this.#files = files;
    this.#logger = logger;
    this.#wallNow = wallNow;
    this.#notify = notify;
  }

  /** Replaces the file, whole or not at all. @throws CaravanError `write-failed`. */
  async write(file: string, value: unknown): Promise<void> {
    await savingTo(file, async () => {
      await this.#files.createDirectory(path.dirname(file));
      const bytes = encoder.encode(JSON.stringify(value));
      await this.#files.writeFileAtomic(file, bytes, { mode: 0o600 });
    });
  }

  /** The value, or undefined if there is no file or it was corrupt and has been set aside. */
  async read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
    if (!(await this.#files.stat(file))) return undefined;
    const text = decoder.decode(await this.#files.readFile(file));
    const result = schema.safeParse(parseJson(text));
    if (result.success) return result.data;
    await this.#setAside(file, z.prettifyError(result.error));
    return undefined;
  }

  /** One value a line; a torn last line (the process died while writing) is left out. */
  async readLines<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
    if (!(await this.#files.stat(file))) return [];
    const lines = decoder.decode(await this.#files.readFile(file)).split('\n');
    return lines.flatMap((line) => {
      const result = schema.safeParse(parseJson(line));
      return result.success ? [result.data] : [];
    });
  }

  /** Appends one line a value, all or none. @throws CaravanError `write-failed`. */
  async appendLines(file: string, values: readonly unknown[]): Promise<void> {
    const text = values.map((value) => JSON.stringify(value) + '\n').join('');
    await savingTo(file, () => this.#files.appendFile(file, encoder.encode(text)));
  }

  /** Ends a line that a dying process left torn, so that the next one does not join it. */
  async endTornLine(file: string): Promise<void> {
    if (!(await this.#files.stat(file))) return;
    const last = (await this.#files.readFile(file)).at(-1);
    if (last !== undefined && last !== lineFeed)
      await this.#files.appendFile(file, encoder.encode('\n'));
  }

  async #setAside(file: string, why: string): Promise<void> {
    const copy = `${file}.corrupt-${this.#wallNow()}`;
    this.#logger.warn(`${file} could not be read and was set aside as ${copy}: ${why}`);
    await this.#files.rename(file, copy);
    this.#notify(
      userText('What Caravan had stored could not be read. A copy is kept in {0}.', copy),
    );
  }
}

async function savingTo(file: string, save: () => Promise<void>): Promise<void> {
  try {
    await save();
  } catch (cause) {
    throw new CaravanError('write-failed', {
      text: userText('{0} could not be saved: {1}', file, String(cause)),
      next: userText('Check free space and rights of the storage folder.'),
      kept: userText('What was saved before is unchanged.'),
      cause,
    });
  }
}
