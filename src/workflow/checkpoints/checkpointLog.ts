import { CaravanError } from '../../base/errors.ts';
import type { FileSystem } from '../../base/fileSystem.ts';
import { userText } from '../../base/userText.ts';
import { recordSchema, type LogRecord } from './record.ts';
import { parseSafeJson } from './safeJson.ts';

/**
 * The checkpoint file of a run: one JSON record a line, only ever appended. A last line that was
 * cut off by a crash is dropped; anything else that is wrong puts the file aside.
 */
export class CheckpointLog {
  readonly #fileSystem: FileSystem;
  readonly #file: string;
  readonly #now: () => number;

  constructor(fileSystem: FileSystem, file: string, now: () => number) {
    this.#fileSystem = fileSystem;
    this.#file = file;
    this.#now = now;
  }

  /**
   * All records, oldest first; empty when there is no file.
   * @throws CaravanError `state-corrupt` after renaming the file to `….corrupt-<time>`.
   */
  async load(): Promise<readonly LogRecord[]> {
    const bytes = await this.#bytes();
    const whole = wholeLines(bytes);
    let records: readonly LogRecord[];
    try {
      records = parse(whole);
    } catch (cause) {
      throw await this.quarantine(cause);
    }
    if (whole.length < bytes.length) await this.#replace(whole);
    return records;
  }

  /** As {@link load}, but the file stays as it is: it belongs to another run. */
  async read(): Promise<readonly LogRecord[]> {
    const whole = wholeLines(await this.#bytes());
    try {
      return parse(whole);
    } catch (cause) {
      throw new CaravanError('state-corrupt', {
        text: userText('The saved states of that run are damaged: {0}', this.#file),
        next: userText('Start the task again.'),
        kept: userText('The damaged file was left as it is.'),
        cause,
      });
    }
  }

  async append(record: LogRecord): Promise<void> {
    await this.#guard(() =>
      this.#fileSystem.appendFile(this.#file, encode(`${JSON.stringify(record)}\n`)),
    );
  }

  /** Replaces the file by these records, whole or not at all. */
  async rewrite(records: readonly LogRecord[]): Promise<void> {
    await this.#replace(encode(records.map((record) => `${JSON.stringify(record)}\n`).join('')));
  }

  async remove(): Promise<void> {
    await this.#fileSystem.deleteFile(this.#file);
  }

  /** Puts the file aside so that nothing reads it again, and says so. */
  async quarantine(cause: unknown): Promise<CaravanError> {
    const aside = `${this.#file}.corrupt-${this.#now()}`;
    await this.#fileSystem.rename(this.#file, aside);
    return new CaravanError('state-corrupt', {
      text: userText('The saved state of the run is damaged and cannot be resumed.'),
      next: userText('Start the task again.'),
      kept: userText('The damaged file was kept as {0}.', aside),
      cause,
    });
  }

  async #bytes(): Promise<Uint8Array> {
    if (!(await this.#fileSystem.stat(this.#file))) return new Uint8Array();
    return this.#fileSystem.readFile(this.#file);
  }

  #replace(bytes: Uint8Array): Promise<void> {
    return this.#guard(() => this.#fileSystem.writeFileAtomic(this.#file, bytes, { mode: 0o600 }));
  }

  async #guard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      throw new CaravanError('write-failed', {
        text: userText('The state of the run could not be saved: {0}', String(cause)),
        next: userText('Check free space and rights of the storage folder.'),
        kept: userText('What was saved before is unchanged.'),
        cause,
      });
    }
  }
}

const newline = 10;

/** Without a last line that was cut off. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
}

function parse(bytes: Uint8Array): readonly LogRecord[] {
  return decode(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => recordSchema.parse(parseSafeJson(line)));
}

/** @throws TypeError for bytes that are no UTF-8: they would come back as other text. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
