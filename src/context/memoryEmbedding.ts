import { deriveAbort, raceAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { findSecrets } from '../base/findSecrets.ts';
import type { Logger } from '../base/logger.ts';
import { decodeVector, encodeVector, type StoredVector } from './memoryVectors.ts';

/** Where vectors come from; the model client is one. */
export interface Embedder {
  /** The model that embeds, undefined where no host has one. Downloads none. */
  embedder(signal: AbortSignal): Promise<EmbeddingModel | undefined>;
  /** Vectors of texts, in their order. */
  embed(
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
}

/** A model that embeds; the digest tells its versions apart. */
export interface EmbeddingModel {
  readonly name: string;
  readonly digest: string;
}

/** What a task and earlier ones mean to one model. */
export interface Meanings {
  readonly query: readonly number[];
  /** By the text of the task. */
  readonly tasks: ReadonlyMap<string, readonly number[]>;
}

interface EmbeddingPorts {
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told the vectors that were not kept yet, by the text of the task; also before the time was up. */
  readonly onNew: (vectors: ReadonlyMap<string, StoredVector>) => void;
}

/** Milliseconds that a run waits for vectors, at most: a model that is cold may take longer to load. */
export const embeddingLimit = 2_000;
/** Texts a request: few, so that a slow machine gets something done within the limit. */
const perRequest = 8;
/** Characters of a task that are embedded; as many are remembered of it. */
const embeddedLength = 1_000;

/**
 * Embeds a task, and those of the earlier ones whose vectors are missing, damaged or of another
 * model, newest first, as many as there is time for. Undefined where there is no such model, or it
 * gave nothing in time, or what was asked holds a secret: those stay here. Rejects only with the
 * signal's reason.
 */
export async function embedTasks(
  task: string,
  known: readonly { readonly task: string; readonly vector?: StoredVector }[],
  { embedder, clock, logger, onNew }: EmbeddingPorts,
  signal: AbortSignal,
): Promise<Meanings | undefined> {
  if (known.length === 0 || findSecrets(task).length > 0) return undefined;
  const derived = deriveAbort(signal);
  const timer = clock.setTimeout(() => derived.controller.abort(), embeddingLimit);
  const tasks = new Map<string, readonly number[]>();
  let query: readonly number[] | undefined;
  const ask = async (): Promise<void> => {
    const model = await embedder.embedder(derived.signal);
    if (!model) return;
    for (const past of known) {
      const vector = decodeVector(past.vector, model.digest);
      if (vector) tasks.set(past.task, vector);
    }
    const missing = known
      .map((past) => past.task)
      .filter((text) => !tasks.has(text) && findSecrets(text).length === 0)
      .reverse();
    const texts = [task, ...missing];
    for (let start = 0; start < texts.length; start += perRequest) {
      derived.signal.throwIfAborted();
      const part = texts.slice(start, start + perRequest);
      const inputs = part.map((text) => text.slice(0, embeddedLength));
      const vectors = await embedder.embed(model.name, inputs, derived.signal);
      derived.signal.throwIfAborted();
      const stored = part.map((_, place) => encodeVector(model.digest, vectors[place] ?? []));
      if (start === 0) query = decodeVector(stored[0], model.digest);
      const fresh = new Map<string, StoredVector>();
      for (const [place, text] of part.entries()) {
        const vector = stored[place];
        const values = decodeVector(vector, model.digest);
        if (!vector || !values || start + place === 0) continue;
        tasks.set(text, values);
        fresh.set(text, vector);
      }
      if (fresh.size > 0) onNew(fresh);
    }
  };
  try {
    await raceAbort(ask(), derived.signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.debug('Not all earlier tasks could be embedded; words tell which are similar.', error);
  } finally {
    timer.dispose();
    derived.dispose();
  }
  return query && { query, tasks };
}
