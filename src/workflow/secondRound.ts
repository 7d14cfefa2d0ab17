import { lessonsBlock } from '../agents/blocks.ts';
import type { CriticReport, Plan, Reflection, TestDraft } from '../agents/types.ts';
import type { SourceFile } from '../base/task.ts';
import type { RunRequest } from './run.ts';
import type { NodeScope } from './scope.ts';
import type { Candidate, RunState, RunUpdate, Version } from './state.ts';
import { isSpent } from './tokenBudget.ts';

/** What the first round came to, kept while the second one goes on. */
export interface FirstRound {
  /** Versions made in it. */
  readonly attempts: number;
  readonly fixes: number;
  readonly plan: Plan;
  readonly tests: TestDraft;
  readonly votes?: readonly SourceFile[];
  readonly existing?: string;
  readonly existingTests: readonly SourceFile[];
  readonly tried: readonly Version[];
  readonly best: Candidate;
  readonly reflected?: Reflection;
  readonly critique?: CriticReport;
}

/** Share of a run's versions that its first round may make when a second one may follow. */
const firstShare = 2 / 3;
/** Lessons that a planner is given at most: more distracts a small model. */
const lessonLimit = 3;

/**
 * How many versions after its first one the round at hand may make. Both rounds share the budget, so
 * that a second one costs a run no more versions, only another plan and other tests.
 */
export function roundsOf(
  first: FirstRound | undefined,
  { secondRound }: Pick<RunRequest, 'secondRound'>,
  rounds: number,
): number {
  if (!secondRound) return rounds;
  return first ? Math.max(0, rounds - first.attempts) : Math.floor(rounds * firstShare);
}

/**
 * After the review: starts one more round from the planner where the review says that it may help.
 * What the first round made is put aside; its lessons are told, its plan and its code are not.
 */
export async function lookBackStep(state: RunState, { request }: NodeScope): Promise<RunUpdate> {
  const { plan, tests, best, reflected, tried = [], existingTests = [] } = state;
  if (!request.secondRound || state.first || !reflected?.shouldRetry) return {};
  if (!plan || !tests || !best || request.maxIterations === 0) return {};
  if (isSpent(request, state)) return {};
  const { votes, existing, critique } = state;
  const first: FirstRound = {
    attempts: tried.length,
    fixes: tried.filter(({ approach }) => approach === 'fix').length,
    plan,
    tests,
    ...(votes && { votes }),
    ...(existing !== undefined && { existing }),
    existingTests,
    tried,
    best,
    reflected,
    ...(critique && { critique }),
  };
  return {
    first,
    ...forgotten,
    blocks: [lessonsBlock(lessonsOf(reflected, critique))],
  };
}

/** What the second round makes for itself. */
const forgotten = {
  plan: undefined,
  research: undefined,
  existing: undefined,
  existingTests: undefined,
  tests: undefined,
  votes: undefined,
  code: undefined,
  origin: undefined,
  validation: undefined,
  debug: undefined,
  tried: [],
  best: undefined,
  reflected: undefined,
  critique: undefined,
} satisfies RunUpdate;

function lessonsOf(reflected: Reflection, critique: CriticReport | undefined): readonly string[] {
  const issues = (critique?.issues ?? [])
    .filter(({ severity }) => severity !== 'low')
    .map(({ description, evidence, suggestion }) =>
      [description, evidence, suggestion].filter((part) => part !== '').join(' '),
    );
  const lessons = [reflected.analysis, ...issues, ...reflected.improvements];
  return [...new Set(lessons)].filter((lesson) => lesson.trim() !== '').slice(0, lessonLimit);
}

/** After looking back: to the planner when a second round begins, else to the end. */
export function afterLookBack({ first, plan }: RunState): ('planner' | 'researcher' | 'finish')[] {
  return first && !plan ? ['planner', 'researcher'] : ['finish'];
}

/** The round with the better version, the first one on a tie. */
export function betterRound(state: RunState): RunState {
  const { first, best, tried = [] } = state;
  if (!first) return state;
  const later = tried.find(({ attempt }) => attempt === best?.attempt);
  const earlier = first.tried.find(({ attempt }) => attempt === first.best.attempt);
  const isBetter = later && (!earlier || compare(later, earlier) > 0);
  if (isBetter) return state;
  const { plan, tests, votes, existing, existingTests, reflected, critique } = first;
  const made = { plan, tests, votes, existing, existingTests, reflected, critique };
  return { ...state, ...made, tried: first.tried, best: first.best };
}

/** Votes of different rounds are different tests: only their outcome as a whole compares. */
function compare(one: Version, other: Version): number {
  const order = ({ standing, isRightForUser, userPassed }: Version): readonly number[] => [
    isRightForUser ? 1 : 0,
    standing,
    userPassed,
  ];
  const [left, right] = [order(one), order(other)];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
