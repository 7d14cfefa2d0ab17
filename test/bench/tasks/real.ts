import { availableParallelism } from 'node:os';
import { silentLogger } from '../../../src/base/logger.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { OllamaPool } from '../../../src/ollama/ollamaPool.ts';
import { timeouts } from '../peers/ours.ts';
import type { Job } from '../support/processes.ts';
import { interleave } from '../support/rounds.ts';

const cores = availableParallelism();
export const permitChoices = ['1', '2', '4', 'auto'] as const;
export type PermitChoice = (typeof permitChoices)[number];

export interface RealJob extends Job {
  readonly url: string;
  readonly model: string;
  readonly rounds: number;
  readonly chats: number;
  /** Tokens of each answer. */
  readonly tokens: number;
  /** Chats by which `auto` finds its number of permits before the clock starts. */
  readonly learning: number;
}

export interface RealFigures {
  /** Milliseconds until all chats were answered, one figure a round. */
  readonly walls: Readonly<Record<PermitChoice, readonly number[]>>;
  /** Permits that `auto` ended with. */
  readonly found: number;
}

/**
 * All pools live in this one process: against the time of a real model theirs is nothing, and
 * `auto` needs the calls before to know the host.
 */
export async function task(job: RealJob): Promise<RealFigures> {
  const pools = Object.fromEntries(
    permitChoices.map((choice) => [choice, createPool(job.url, choice)]),
  ) as Record<PermitChoice, OllamaPool>;
  const burst = async (choice: PermitChoice, chats: number): Promise<number> => {
    const started = performance.now();
    await Promise.all(
      Array.from({ length: chats }, (_, index) =>
        pools[choice].generate({
          model: job.model,
          messages: [{ role: 'user', content: `Count from ${index} to 99, one number a line.` }],
          // All cores, as Ollama takes by itself; the test model is packed with half of them.
          options: { num_predict: job.tokens, temperature: 0, seed: 1, num_thread: cores },
        }),
      ),
    );
    return performance.now() - started;
  };
  await burst('4', 4);
  await burst('auto', job.learning);
  const walls = await interleave(job.rounds, permitChoices, (choice) => burst(choice, job.chats));
  const found = pools.auto.hosts()[0]?.permits ?? 0;
  await Promise.all(Object.values(pools).map((pool) => pool.close(1_000)));
  return { walls, found };
}

function createPool(url: string, choice: PermitChoice): OllamaPool {
  const permits = choice === 'auto' ? 'auto' : Number(choice);
  return new OllamaPool(
    { hosts: [{ url }], permits, timeouts },
    { clock: systemClock, logger: silentLogger },
  );
}
