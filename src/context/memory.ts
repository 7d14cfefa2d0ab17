import { dirname } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { taskTypes, type Experience } from '../base/task.ts';
import { embedTasks, type Embedder } from './memoryEmbedding.ts';
import { searchMemory } from './memorySearch.ts';
import { storedVectorSchema, type StoredVector } from './memoryVectors.ts';
import type { MemoryStore } from './ports.ts';

const recordSchema = z.strictObject({
  v: z.literal(1),
  task: z.string().min(1).max(4_000),
  type: z.enum(taskTypes),
  outcome: z.enum(['done', 'failed']),
  lesson: z.string().max(1_000),
  at: z.number(),
  // A damaged vector is made anew; what it belongs to is kept.
  vector: storedVectorSchema.optional().catch(undefined),
});

/** An experience, and its task's vector where a model has made one. */
interface Remembered extends Experience {
  readonly vector?: StoredVector;
}

/** Where the memory of a workspace is kept, and how much of it. */
export interface MemoryOptions {
  readonly fileSystem: FileSystem;
  /** Absolute path of the JSON-lines file, outside the workspace. */
  readonly file: string;
  /** Experiences kept; the oldest go first. Default 500. */
  readonly limit?: number;
  readonly logger?: Logger;
  /** While false nothing is stored and nothing is found. Default: always on. */
  readonly isOn?: () => boolean;
  /** Compares tasks by meaning where a host has a model for it. Left out: by words alone. */
  readonly meaning?: { readonly embedder: Embedder; readonly clock: Clock };
}

/**
 * Experience of finished tasks in one JSON-lines file. Memory is a help, not a duty: a file that
 * cannot be read or written is logged and the run goes on; lines that do not fit are passed over.
 */
export function createMemory(options: MemoryOptions): MemoryStore {
  return new FileMemory(options);
}

class FileMemory implements MemoryStore {
  readonly #fileSystem: FileSystem;
  readonly #file: string;
  readonly #limit: number;
  readonly #logger: Logger;
  readonly #isOn: () => boolean;
  readonly #meaning: MemoryOptions['meaning'];
  #writing: Promise<void> = Promise.resolve();

  constructor(options: MemoryOptions) {
    const { fileSystem, file, limit = 500, logger = silentLogger, isOn = () => true } = options;
    this.#meaning = options.meaning;
    this.#fileSystem = fileSystem;
    this.#file = file;
    this.#limit = limit;
    this.#logger = logger;
    this.#isOn = isOn;
  }

  async similar(task: string, limit: number, signal: AbortSignal): Promise<readonly Experience[]> {
    signal.throwIfAborted();
    if (!this.#isOn()) return [];
    const known = await this.#load();
    const onNew = (vectors: ReadonlyMap<string, StoredVector>): void => this.#keep(vectors);
    const ports = this.#meaning && { ...this.#meaning, logger: this.#logger, onNew };
    const meanings = ports && (await embedTasks(task, known, ports, signal));
    const found = await searchMemory(task, known, meanings, limit, signal);
    return found.map(toExperience);
  }

  /** Stores one experience; the same task again replaces what was known of it. */
  remember(experience: Experience): Promise<void> {
    if (!this.#isOn()) return this.#writing;
    this.#writing = this.#writing.then(() => this.#store(experience));
    return this.#writing;
  }

  list(): Promise<readonly Experience[]> {
    return this.#writing.then(async () => (await this.#load()).map(toExperience));
  }

  forget(task?: string): Promise<void> {
    const forgetting = this.#writing.then(async () => {
      if (!(await this.#fileSystem.stat(this.#file))) return;
      const known = task === undefined ? [] : await this.#load();
      const kept = known.filter((past) => past.task !== task);
      if (kept.length === 0) return this.#fileSystem.deleteFile(this.#file);
      await this.#fileSystem.writeFileAtomic(this.#file, encode(kept), { mode: 0o600 });
    });
    this.#writing = forgetting.catch(() => undefined);
    return forgetting;
  }

  async #store(experience: Experience): Promise<void> {
    try {
      const known = await this.#load();
      const others = known.filter((past) => past.task !== experience.task);
      const before = known.find((past) => past.task === experience.task);
      const added = { ...experience, ...(before?.vector && { vector: before.vector }) };
      await this.#fileSystem.createDirectory(dirname(this.#file));
      if (others.length === known.length && known.length < this.#limit) {
        return await this.#fileSystem.appendFile(this.#file, encode([added]));
      }
      const kept = [...others, added].slice(-this.#limit);
      await this.#fileSystem.writeFileAtomic(this.#file, encode(kept), { mode: 0o600 });
    } catch (error) {
      this.#logger.warn('The experience of a task could not be stored.', error);
    }
  }

  /** Keeps vectors of tasks that are still known. */
  #keep(vectors: ReadonlyMap<string, StoredVector>): void {
    this.#writing = this.#writing.then(async () => {
      try {
        const known = await this.#load();
        if (!this.#isOn() || !known.some((past) => vectors.has(past.task))) return;
        const kept = known.map((past) => {
          const vector = vectors.get(past.task) ?? past.vector;
          return { ...past, ...(vector && { vector }) };
        });
        await this.#fileSystem.writeFileAtomic(this.#file, encode(kept), { mode: 0o600 });
      } catch (error) {
        this.#logger.warn('The vectors of earlier tasks could not be stored.', error);
      }
    });
  }

  async #load(): Promise<readonly Remembered[]> {
    try {
      if (!(await this.#fileSystem.stat(this.#file))) return [];
      const text = new TextDecoder().decode(await this.#fileSystem.readFile(this.#file));
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.flatMap((line) => this.#parse(line)).slice(-this.#limit);
    } catch (error) {
      this.#logger.warn('The memory of earlier tasks could not be read.', error);
      return [];
    }
  }

  #parse(line: string): readonly Remembered[] {
    try {
      const { vector, ...record } = recordSchema.parse(JSON.parse(line));
      return [{ ...toExperience(record), ...(vector && { vector }) }];
    } catch (error) {
      this.#logger.debug('A line of the memory file was passed over.', error);
      return [];
    }
  }
}

function toExperience({ task, type, outcome, lesson, at }: Experience): Experience {
  return { task, type, outcome, lesson, at };
}

function encode(experiences: readonly Remembered[]): Uint8Array {
  // The break before the line ends one that a crash cut off, so that only that one is lost.
  const lines = experiences.map((experience) => `\n${JSON.stringify({ v: 1, ...experience })}`);
  return new TextEncoder().encode(`${lines.join('')}\n`);
}
