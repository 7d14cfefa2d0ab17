import type { Meanings } from './memoryEmbedding.ts';
import { cosine } from './memoryVectors.ts';
import { SearchIndex } from './searchIndex.ts';

interface Remembered {
  readonly task: string;
}

/** Cosine below which two tasks are not alike, whatever the model. */
const leastLikeness = 0.5;
/** Part of the best one's cosine that another one needs: likeness grows dense near the top. */
const nearBest = 0.8;

/** The tasks most like one: by meaning those that have a vector, then by words (BM25) the others. */
export async function searchMemory<T extends Remembered>(
  task: string,
  known: readonly T[],
  meanings: Meanings | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<readonly T[]> {
  if (!meanings) return byWords(task, known, limit, signal);
  const alike = byMeaning(known, meanings).slice(0, limit);
  const others = known.filter((past) => !meanings.tasks.has(past.task));
  const found = await byWords(task, others, limit - alike.length, signal);
  return [...alike, ...found];
}

function byMeaning<T extends Remembered>(
  known: readonly T[],
  { query, tasks }: Meanings,
): readonly T[] {
  const hits = known
    .flatMap((past) => {
      const vector = tasks.get(past.task);
      return vector ? [{ past, score: cosine(query, vector) }] : [];
    })
    .sort((a, b) => b.score - a.score);
  const floor = Math.max(leastLikeness, (hits[0]?.score ?? 0) * nearBest);
  return hits.filter(({ score }) => score >= floor).map(({ past }) => past);
}

async function byWords<T extends Remembered>(
  task: string,
  known: readonly T[],
  limit: number,
  signal: AbortSignal,
): Promise<readonly T[]> {
  if (limit <= 0) return [];
  const index = new SearchIndex();
  for (const [place, past] of known.entries()) {
    signal.throwIfAborted();
    await index.add(String(place), past.task);
  }
  return index.search(task, limit).flatMap((hit) => known[Number(hit.id)] ?? []);
}
