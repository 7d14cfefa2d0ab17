import type { StructuredCalls } from './structuredCalls.ts';

/** The two ways a task is put to the same model. */
export type Way = 'question' | 'graph';

/** What came of one task, put one way, with one seed. */
export interface Outcome {
  readonly task: string;
  readonly gives: 'tests' | 'examples' | 'words';
  readonly seed: number;
  readonly way: Way;
  /** The hidden tests pass over the folder. */
  readonly solved: boolean;
  /** The run itself said that its files are verified. */
  readonly claimed: boolean;
  /** How it ended: a run outcome, or `crashed`. */
  readonly ended: string;
  readonly seconds: number;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly calls: number;
  /** Written files that do not parse. */
  readonly malformed: readonly string[];
  /** What happened, in order: what the model really answered and what the graph made of it. */
  readonly trail: readonly string[];
  readonly error?: string;
  /** Counted on the wire, where the model is on a real server. */
  readonly structured?: StructuredCalls;
  /** What the user read of the machinery behind a run of the graph. */
  readonly protocolErrors?: readonly string[];
}

/** Sums of some outcomes. */
export interface Totals {
  readonly runs: number;
  readonly solved: number;
  readonly seconds: number;
  readonly tokens: number;
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const sum = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    runs: outcomes.length,
    solved: sum(({ solved }) => (solved ? 1 : 0)),
    seconds: sum(({ seconds }) => seconds),
    tokens: sum(({ promptTokens, replyTokens }) => promptTokens + replyTokens),
  };
}

/** Solved share, 0 to 1; not a number for no outcomes. */
export function solvedShare(outcomes: readonly Outcome[]): number {
  const { runs, solved } = totalsOf(outcomes);
  return solved / runs;
}

/** Why a run of the graph did not solve its task, in a few words. */
export function reasonOf(outcome: Outcome): string {
  if (outcome.ended === 'crashed' || outcome.ended === 'failed') return 'crashed';
  const answers = outcome.trail.filter((line) => /^(?:code|fix):/.test(line));
  if (answers.length === 0) return 'no answer seen';
  const wasRight = answers.some((line) => /^\w+:(?:right|fixed)/.test(line));
  if (wasRight && outcome.claimed) return 'right answer came, another was verified';
  if (wasRight) return 'right answer came and was not kept';
  return outcome.claimed ? 'wrong code verified' : 'no right answer came';
}
