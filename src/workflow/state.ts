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
import type { ResearchContext, SourceFile, ValidationResult } from '../base/task.ts';
import type { RunResult } from './run.ts';

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
  tests: Annotation<TestDraft | undefined>,
  code: Annotation<CodeDraft | undefined>,
  validation: Annotation<ValidationResult | undefined>,
  debug: Annotation<DebugReport | undefined>,
  /** Debugger → fixer rounds so far. */
  iteration: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }),
  best: Annotation<Candidate | undefined>,
  reflected: Annotation<Reflection | undefined>,
  critique: Annotation<CriticReport | undefined>,
  result: Annotation<RunResult | undefined>,
});

export type RunState = typeof RunStateAnnotation.State;
export type RunUpdate = typeof RunStateAnnotation.Update;
