import { Annotation } from '@langchain/langgraph';
import type {
  CodeDraft,
  CriticReport,
  DebugReport,
  Intent,
  Plan,
  Reflection,
  TestDraft,
} from '../agents/types.ts';
import type { ModelRecord } from '../agents/modelRecord.ts';
import type { ResearchContext, SourceFile, ValidationResult } from '../base/task.ts';
import type { RunResult } from './run.ts';
import type { FirstRound } from './secondRound.ts';

/** What running the tests said of one version of the code. */
export interface Version {
  /** From 1. */
  readonly attempt: number;
  /** `fresh`: made without seeing another version. */
  readonly approach: 'fresh' | 'fix';
  /** The attempt that was mended. */
  readonly of?: number;
  /** 5 all passed, 4 some passed, 3 nothing to run, 2 none passed, 1 does not parse, 0 no code. */
  readonly standing: 0 | 1 | 2 | 3 | 4 | 5;
  readonly userPassed: number;
  /** All the user's tests passed, or there are none. */
  readonly isRightForUser: boolean;
  /** Of the model's own tests. */
  readonly votesPassed: number;
  /** Samples of the model's tests that passed as a whole. */
  readonly wholeVotes: number;
  /** The tests that passed: versions with the same ones behave alike as far as is known. */
  readonly behaviour: readonly string[];
  /** The line that says most about its failure; absent where nothing failed. */
  readonly failure?: string;
  /** What the project's type checker newly finds; absent where that is nothing, or none was asked. */
  readonly typeErrors?: number;
}

/** One version of the code with what its tests showed. */
export interface Candidate {
  readonly files: readonly SourceFile[];
  readonly validation: ValidationResult;
  /** True when the code file is plausible code, not only a draft. */
  readonly isUsable: boolean;
  /** From 1. */
  readonly attempt: number;
}

/**
 * What the nodes of a run hand on. Plain JSON, because it is written to disk after each node. No key
 * may be named like a node: LangGraph refuses that. Keys are set once or replaced whole; only
 * `blocks`, the shared beginning of all prompts, grows.
 */
export const RunStateAnnotation = Annotation.Root({
  goal: Annotation<Intent | undefined>,
  project: Annotation<string | undefined>,
  plan: Annotation<Plan | undefined>,
  research: Annotation<ResearchContext | undefined>,
  blocks: Annotation<readonly string[]>({
    reducer: (left, right) => [...left, ...right],
    default: () => [],
  }),
  /** Content of the code file before the run. */
  existing: Annotation<string | undefined>,
  existingTests: Annotation<readonly SourceFile[] | undefined>,
  /** What the model was seen to do, where that was measured. */
  record: Annotation<ModelRecord | undefined>,
  tests: Annotation<TestDraft | undefined>,
  /** Further samples of the model's tests, once they were asked for; they judge the code. */
  votes: Annotation<readonly SourceFile[] | undefined>,
  code: Annotation<CodeDraft | undefined>,
  /** How the code at hand was made. */
  origin: Annotation<Pick<Version, 'approach' | 'of'> | undefined>,
  validation: Annotation<ValidationResult | undefined>,
  debug: Annotation<DebugReport | undefined>,
  /** All versions so far. */
  tried: Annotation<readonly Version[] | undefined>,
  best: Annotation<Candidate | undefined>,
  reflected: Annotation<Reflection | undefined>,
  critique: Annotation<CriticReport | undefined>,
  /** Tokens, read and written, that versions and their tests have cost; each node adds its own. */
  loopTokens: Annotation<number>({ reducer: (left, right) => left + right, default: () => 0 }),
  /** What the first round of a run came to, once a second one has begun. */
  first: Annotation<FirstRound | undefined>,
  result: Annotation<RunResult | undefined>,
});

export type RunState = typeof RunStateAnnotation.State;
export type RunUpdate = typeof RunStateAnnotation.Update;
