import { classifyFailure, failureLine } from '../agents/classifyFailure.ts';
import { compiledLanguage } from '../agents/compiled/compiledLanguages.ts';
import type { RunBudget } from './budget.ts';
import { attemptOfBlock } from './promptPrefix.ts';
import type { RunState, Version } from './state.ts';
import { testSetsOf } from './testSets.ts';
import { isSettled, isStuck } from './versions.ts';

/**
 * What comes after the tests: mending the best version, an attempt that sees none, more samples of
 * tests to judge the version at hand by, or the review.
 */
export type Step = 'fix' | 'fresh' | 'votes' | 'end';

/**
 * Decides the next round. Each best version is mended once: a fix that does not make it better leads
 * to a fresh start; and one that does is mended no further when its failure is the same or a test was
 * lost on the way.
 */
export function nextStep(state: RunState, budget: RunBudget): Step {
  const { tried = [], best } = state;
  const version = bestVersion(state);
  if (!best || !version || budget.isSpent === true) return 'end';
  if (state.goal?.type === 'test' && state.existing !== undefined) return 'end';
  const round = tried.length;
  const fixes = tried.filter(({ approach }) => approach === 'fix');
  const canFix =
    best.isUsable &&
    fixes.length < budget.fixes &&
    !fixes.some(({ of }) => of === best.attempt) &&
    !isStuck(version, tried);
  if (isSettled(version, tried, testSetsOf(state).votes.length)) {
    // What only its types are wrong with is worth mending, not writing anew.
    const isMendable = (version.typeErrors ?? 0) > 0 && round <= budget.rounds;
    return isMendable && canFix ? 'fix' : 'end';
  }
  if (needsVotes(state, budget)) return 'votes';
  if (round > budget.rounds) return 'end';
  if (!budget.fresh) return fixes.length < budget.fixes ? 'fix' : 'end';
  return canFix && round % budget.fixEvery === 0 ? 'fix' : 'fresh';
}

/**
 * Do code and the model's own tests contradict each other, so that more samples must tell which of
 * them is wrong? Code that does not run, or fails everything at first, is simply bad.
 */
function needsVotes({ plan, tests, votes, tried = [] }: RunState, budget: RunBudget): boolean {
  // Two samples would declare the same names in one program, or one of them keep it from compiling.
  if (plan && compiledLanguage(plan.language)) return false;
  const last = tried.at(-1);
  if (tests?.kind !== 'generated' || votes !== undefined || budget.testSamples < 2) return false;
  if (!last?.isRightForUser) return false;
  return last.standing === 4 || (last.standing === 2 && tried.length > 1);
}

/** What running the tests said of the best version. */
export function bestVersion({ best, tried = [] }: RunState): Version | undefined {
  return tried.find(({ attempt }) => attempt === best?.attempt);
}

/** Number of the version being made, from 1. */
export function attemptNumber({ tried = [], first }: RunState): number {
  return (first?.attempts ?? 0) + tried.length + 1;
}

/**
 * One line on why the last version failed, for an attempt that does not see it. What only the model's
 * own tests expect is left out: it may be wrong.
 */
export function lessonOf(state: RunState): string | undefined {
  const { validation } = state;
  if (!validation || validation.status !== 'failed') return undefined;
  const { votes } = testSetsOf(state);
  const isVote = (file: string | undefined): boolean => votes.some(({ path }) => path === file);
  const tests = validation.tests.filter((test) => !isVote(test.testFile ?? test.file));
  const isOnlyVotes = votes.length > 0 && tests.every((test) => test.passed);
  if (!isOnlyVotes) return failureLine({ ...validation, tests });
  return classifyFailure(validation) === 'assertion' ? undefined : failureLine(validation);
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
