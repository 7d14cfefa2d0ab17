import { leastPromptTokens } from '../agents/promptBudget.ts';
import type { UsageTotals } from '../agents/types.ts';
import type { NodeName } from './events.ts';
import type { RunRequest } from './run.ts';
import type { RunState } from './state.ts';

/**
 * Full prompts that one attempt of the setting may cost: three versions asked for twice each, or a
 * cause, a fix and their second questions; and one more for tests.
 */
const promptsPerAttempt = 7;

/** Those that write versions and their tests, time and again. */
const loopNodes: readonly NodeName[] = ['test_generator', 'coder', 'debugger', 'fixer'];

/**
 * Tokens, read and written, that a run may spend on versions and their tests: 63,000 at the default
 * of three attempts with a small model, 336,000 with a large one whose context is not in the way. Runs
 * that get somewhere need a fraction of that; a model that writes on and on does not.
 */
export function loopTokensOf({ maxIterations, promptTokens }: RunRequest): number {
  return promptsPerAttempt * Math.max(1, maxIterations) * (promptTokens ?? leastPromptTokens);
}

/** Is there nothing left for another version? */
export function isSpent(request: RunRequest, { loopTokens = 0 }: Partial<RunState>): boolean {
  return loopTokens >= loopTokensOf(request);
}

/** What a node adds to the tokens of the loop. */
export function loopUsage(
  node: NodeName,
  usage: UsageTotals | undefined,
): { readonly loopTokens?: number } {
  if (!usage || !loopNodes.includes(node)) return {};
  return { loopTokens: usage.promptTokens + usage.replyTokens };
}
