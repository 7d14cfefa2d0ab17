import type { ModelRecord } from '../agents/modelRecord.ts';
import { charactersPerToken } from '../agents/promptBudget.ts';
import type { RunRequest } from './run.ts';
import { roundsOf } from './secondRound.ts';
import type { RunState } from './state.ts';
import { isSpent } from './tokenBudget.ts';

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
  /** Nothing is left of the tokens for versions and tests: the best one there is has to do. */
  readonly isSpent?: boolean;
}

/** Seconds that a model may write on versions after the first one, at most: somebody waits. */
const writingSeconds = 15 * 60;
/** Tokens that a version costs beside its code: a word before it, its part of what explains it. */
const besideCode = 300;

/** Fresh attempts that stand for one attempt of the setting: they need no debugger. */
const roundsPerAttempt = 3;

/**
 * Below 7B a fix succeeds less often than a new attempt, and a model that sees its mistake tends to
 * repeat it (shared/facts/small-model-outputs.md). So one round in three is a fix; every other one
 * where the model's record says that it mends, none where it says that it does not. A model that
 * cannot even write a file in form is not asked more often than the setting says, and one that writes
 * slowly not more often than it can write the file again in a quarter of an hour, but once. Tokens
 * bound all.
 */
export function budgetOf(
  request: RunRequest,
  state: Partial<Pick<RunState, 'record' | 'first' | 'best' | 'loopTokens'>> = {},
): RunBudget {
  const { record, first, best } = state;
  const { maxIterations, without = [], byRules = [] } = request;
  const mends = record?.fixes ?? true;
  const isHopeless = record?.wholeFile === false && record.fixes === false;
  const fresh = !without.includes('coder');
  const wanted = maxIterations * (isHopeless ? 1 : roundsPerAttempt);
  const inTime = roundsInTime(record, best?.files[0]?.content ?? '');
  return {
    rounds: roundsOf(first, request, Math.min(wanted, inTime)),
    fixes:
      without.includes('fixer') || (fresh && (!mends || byRules.includes('fixer')))
        ? 0
        : Math.max(0, maxIterations - (first?.fixes ?? 0)),
    fixEvery: record?.fixes ? 2 : 3,
    fresh,
    testSamples: maxIterations === 0 ? 1 : 3,
    isSpent: isSpent(request, state),
  };
}

/** How often a model can write such a file again in the time there is; where its speed is not known, always. */
function roundsInTime(record: ModelRecord | undefined, code: string): number {
  const { tokensPerSecond = 0 } = record ?? {};
  if (tokensPerSecond === 0) return Infinity;
  const tokens = code.length / charactersPerToken + besideCode;
  return Math.max(1, Math.floor((writingSeconds * tokensPerSecond) / tokens));
}
