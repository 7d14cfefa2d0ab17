import { bounds } from '../bounds.ts';
import { attempt, type BenchOptions } from '../support/bench.ts';
import { runWorker } from '../support/processes.ts';
import { startRealOllama } from '../support/realOllama.ts';
import { plainRow, ratioRow, type BenchRow, type Bound } from '../support/rows.ts';
import { spread } from '../support/statistics.ts';
import type { RealFigures, RealJob } from '../tasks/real.ts';

/** Answers as long as those the bounds were taken from (facts on Ollama, section 10). */
const shape = { chats: 8, tokens: 24, learning: 64 };
const fixed = ['1', '2', '4'] as const;

/** Eight chats at once on a real server with 1, 2 and 4 slots: are `auto` permits the right ones? */
export async function measure(options: BenchOptions): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const slots of [1, 2, 4]) {
    const name = slots === 1 ? '1 slot' : `${slots} slots`;
    rows.push(...(await attempt(name, () => measureSlots(slots, name, options))));
  }
  return rows;
}

async function measureSlots(
  slots: number,
  name: string,
  { rounds, say }: BenchOptions,
): Promise<BenchRow[]> {
  const ollama = await startRealOllama(slots, say);
  try {
    say(`${shape.chats} chats, ${name}`);
    const { url, model } = ollama;
    const job: RealJob = { task: 'real', url, model, rounds, ...shape };
    const { walls, found } = await runWorker<RealFigures>(job);
    const best = fixed.toSorted((a, b) => spread(walls[a]).median - spread(walls[b]).median)[0]!;
    const row = (peer: (typeof fixed)[number], label: string, bound: Bound | null): BenchRow =>
      ratioRow(name, 'wall ms, auto', walls.auto, label, walls[peer], bound);
    return [
      row(best, `best, ${best} at once`, bounds.real.best),
      ...fixed.map((peer) =>
        row(peer, `${peer} at once`, slots === 4 && peer === '1' ? bounds.real.fourSlots : null),
      ),
      plainRow(name, 'permits auto has found', [found], null),
    ];
  } finally {
    await ollama.end();
  }
}
