import type { ModelRecord } from '../agents/modelRecord.ts';
import type { RunRequest } from './run.ts';
import { roundsOf, type FirstRound } from './secondRound.ts';

/** What a run may spend on getting the code right. */
export interface RunBudget {
  /** Versions after the first one, at most. */
  readonly rounds: number;
  /** How many of them may be fixes: debugger, then fixer. */
  readonly fixes: number;
  /** One round in so many is a fix, where there is something to fix. */
  readonly fixEvery: number;
  /** False: there is nobody to write anew. */
  readonly fresh: boolean;
  /** Samples of the model's own tests in all, when code and tests contradict each other. */
  readonly testSamples: number;
}

/** Fresh attempts that stand for one attempt of the setting: they need no debugger. */
const roundsPerAttempt = 3;

/**
 * Below 7B a fix succeeds less often than a new attempt, and a model that sees its mistake tends to
 * repeat it (shared/facts/small-model-outputs.md). So one round in three is a fix; every other one
 * where the model's record says that it mends, none where it says that it does not. A model that
 * cannot even write a file in form is not asked more often than the setting says.
 */
export function budgetOf(
  request: RunRequest,
  record: ModelRecord | undefined,
  first?: FirstRound,
): RunBudget {
  const { maxIterations, without = [] } = request;
  const mends = record?.fixes ?? true;
  const isHopeless = record?.wholeFile === false && record.fixes === false;
  const fresh = !without.includes('coder');
  return {
    rounds: roundsOf(first, request, maxIterations * (isHopeless ? 1 : roundsPerAttempt)),
    fixes:
      without.includes('fixer') || (fresh && !mends)
        ? 0
        : Math.max(0, maxIterations - (first?.fixes ?? 0)),
    fixEvery: record?.fixes ? 2 : 3,
    fresh,
    testSamples: maxIterations === 0 ? 1 : 3,
  };
}
