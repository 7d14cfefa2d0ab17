import { attemptOfBlock } from './promptPrefix.ts';
import type { RunState } from './state.ts';

/** How a round of the loop tries: `fix` mends the best version, `fresh` writes without seeing any. */
export type Approach = 'fix' | 'fresh';

/** One round in so many is a fix. */
const fixEvery = 3;

/**
 * Fresh attempts first, fixing in between: below 7B a fix succeeds less often than a new sample, and
 * a model that sees its mistake tends to repeat it (shared/facts/small-model-outputs.md). Without a
 * usable version there is nothing to fix.
 */
export function approachOf(round: number, best: RunState['best']): Approach {
  return best?.isUsable && round % fixEvery === 0 ? 'fix' : 'fresh';
}

/** The blocks of a prompt that shows one attempt only, or none. */
export function blocksWith(
  blocks: readonly string[],
  attempt: number | undefined,
): readonly string[] {
  return blocks.filter((block) => {
    const own = attemptOfBlock(block);
    return own === undefined || own === attempt;
  });
}
