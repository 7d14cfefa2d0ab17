import type { RunRequest } from './run.ts';

/** What a run may spend on getting the code right. */
export interface RunBudget {
  /** Versions after the first one, at most. */
  readonly rounds: number;
  /** How many of them may be fixes: debugger, then fixer. */
  readonly fixes: number;
  /** One round in so many is a fix; 1 = whenever there is something to fix. */
  readonly fixEvery: number;
  /** False: there is nobody to write anew. */
  readonly fresh: boolean;
  /** Independent samples of the model's own tests, where the user gives none that decide. */
  readonly testSamples: number;
}

/** Fresh attempts that stand for one attempt of the setting: they need no debugger. */
const roundsPerAttempt = 3;

/**
 * Below 7B a fix succeeds less often than a new attempt, and a model that sees its mistake tends to
 * repeat it (shared/facts/small-model-outputs.md): unless the model's record says otherwise, one
 * round in three is a fix.
 */
export function budgetOf({ maxIterations, without = [] }: RunRequest): RunBudget {
  return {
    rounds: maxIterations * roundsPerAttempt,
    fixes: without.includes('fixer') ? 0 : maxIterations,
    fixEvery: 3,
    fresh: !without.includes('coder'),
    testSamples: maxIterations === 0 ? 1 : 3,
  };
}
