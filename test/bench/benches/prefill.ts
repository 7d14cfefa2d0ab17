import { bounds } from '../bounds.ts';
import type { BenchOptions } from '../support/bench.ts';
import { startRealOllama } from '../support/realOllama.ts';
import { plainRow, ratioRow, type BenchRow } from '../support/rows.ts';
import { callsOf, read, rolesFirst, sharedTokens, type PrefillFigures } from '../tasks/prefill.ts';

/** Runs over a file that exists: two that ask for each role, and a short one, which is only told. */
const tasks = ['py-todo', 'ts-map-limit', 'ts-cart'] as const;
/**
 * What the bound was taken with: nine roles over so many tokens. What they have in common is read once
 * in every run, so that a run of six calls takes a fifth for that alone, whatever the roles add.
 */
const enough = { tokens: 1_200, calls: 9 };

/** How long a real server reads the prompts of a run, against the same with the role first. */
export async function measure({ rounds, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const ollama = await startRealOllama(1, say);
  try {
    for (const task of tasks) {
      const calls = await callsOf(task);
      const shared: PrefillFigures[] = [];
      const unshared: PrefillFigures[] = [];
      for (let round = 1; round <= rounds; round++) {
        say(`${task}, round ${round}`);
        shared.push(await read(ollama, calls));
        unshared.push(await read(ollama, rolesFirst(calls)));
      }
      const ms = (figures: readonly PrefillFigures[]): number[] => figures.map((each) => each.ms);
      const tokens = shared.map((each) => each.tokens);
      const common = sharedTokens(calls);
      const isBounded = common >= enough.tokens && calls.length >= enough.calls;
      const bound = isBounded ? bounds.prefill : null;
      const title = `${task}, ${common} tokens in common`;
      rows.push(
        ratioRow(title, 'prefill ms', ms(shared), 'role first', ms(unshared), bound),
        plainRow(title, 'model calls', [calls.length], null),
        plainRow(title, 'prompt tokens', tokens, null),
      );
    }
    return rows;
  } finally {
    await ollama.end();
  }
}
