import { dirname } from 'node:path';
import { z } from 'zod';
import { modelRecordSchema, type ModelRecord } from '../agents/modelRecord.ts';
import { raceAbort } from '../base/abort.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { Logger } from '../base/logger.ts';

/** What is kept of a model: its record, or only what was asked beside one. */
const entrySchema = modelRecordSchema.extend({
  tokensPerSecond: modelRecordSchema.shape.tokensPerSecond.exactOptional(),
});
type Entry = z.infer<typeof entrySchema>;

const fileSchema = z.strictObject({
  v: z.literal(2),
  records: z.record(z.string(), entrySchema),
});

/** Which model on which server a record is of: another download or version is another model. */
export interface RecordKey {
  /** As the server gives it. */
  readonly digest: string;
  /** Of the server. */
  readonly version: string;
}

function nameOf({ digest, version }: RecordKey): string {
  return `${digest}@${version}`;
}

function isRecord(entry: Entry): entry is ModelRecord {
  return entry.tokensPerSecond !== undefined;
}

/** The measurement of another run, which may be stopped: that is not this run's end. */
const nothing = (): undefined => undefined;

/** Keeps what models were seen to do in one JSON file; a file that is not in form counts as none. */
export class ModelRecords {
  readonly #fileSystem: FileSystem;
  readonly #file: string;
  readonly #logger: Logger;
  readonly #running = new Map<string, Promise<ModelRecord | undefined>>();

  constructor(fileSystem: FileSystem, file: string, logger: Logger) {
    this.#fileSystem = fileSystem;
    this.#file = file;
    this.#logger = logger;
  }

  /**
   * The record of a model, measured if there is none; one measurement at a time a model. Undefined
   * when it could not be measured, which is logged: a run can do without. Rejects when aborted.
   */
  async of(
    of: RecordKey,
    measure: (signal: AbortSignal) => Promise<ModelRecord>,
    signal: AbortSignal,
  ): Promise<ModelRecord | undefined> {
    const key = nameOf(of);
    const known = await this.known(of);
    if (known) return known;
    const running = this.#running.get(key);
    if (running) return raceAbort(running.catch(nothing), signal);
    const measuring = this.#measure(key, measure, signal);
    this.#running.set(key, measuring);
    try {
      return await measuring;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Is there any? */
  async hasAny(): Promise<boolean> {
    return Object.keys(await this.#read()).length > 0;
  }

  /** The record of a model, where there is one. */
  async known(key: RecordKey): Promise<ModelRecord | undefined> {
    const entry = (await this.#read())[nameOf(key)];
    return entry && isRecord(entry) ? entry : undefined;
  }

  /**
   * Whether a model fills in between two pieces of code: kept by itself until the rest is measured,
   * and asked for where a record does not say it. Rejects as `ask` does.
   */
  async fills(of: RecordKey, ask: () => Promise<boolean>): Promise<boolean> {
    const known = (await this.#read())[nameOf(of)]?.fills;
    if (known !== undefined) return known;
    const fills = await ask();
    await this.#keep(nameOf(of), { fills });
    return fills;
  }

  async #measure(
    key: string,
    measure: (signal: AbortSignal) => Promise<ModelRecord>,
    signal: AbortSignal,
  ): Promise<ModelRecord | undefined> {
    try {
      const record = await measure(signal);
      await this.#keep(key, record);
      return record;
    } catch (error) {
      signal.throwIfAborted();
      this.#logger.warn('The self-test of the model did not end', error);
      return undefined;
    }
  }

  async #keep(key: string, found: Entry): Promise<void> {
    const entries = await this.#read();
    const records = { ...entries, [key]: { ...entries[key], ...found } };
    await this.#fileSystem.createDirectory(dirname(this.#file));
    const text = `${JSON.stringify({ v: 2, records })}\n`;
    await this.#fileSystem.writeFileAtomic(this.#file, new TextEncoder().encode(text));
  }

  async #read(): Promise<Readonly<Record<string, Entry>>> {
    const bytes = await this.#fileSystem.readFile(this.#file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes === undefined) return {};
    try {
      return fileSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).records;
    } catch (error) {
      this.#logger.warn('The records of models are not in form and are measured anew', error);
      return {};
    }
  }
}
