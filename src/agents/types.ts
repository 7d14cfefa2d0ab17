import type { Language, Mode, SourceFile, TaskType, TestFramework } from '../base/task.ts';
import type { Model, ModelEvent, ModelUsage } from '../llm/model.ts';
import type { ModelRecord } from './modelRecord.ts';

// What callers of agents need of the model port, so that they need not know the room below.
export type {
  ChatMessage,
  Model,
  ModelAnswer,
  ModelEvent,
  ModelPhase,
  ModelUsage,
} from '../llm/model.ts';

/** What every agent is given besides its input. Agents do no I/O of their own. */
export interface AgentContext {
  readonly model: Model;
  readonly signal: AbortSignal;
  /** Sees the model's stream as it comes: phases, thinking, text. */
  readonly emit: (event: ModelEvent) => void;
  /** The byte-identical beginning of every prompt of this run. */
  readonly prefix: PromptPrefix;
  /** Keeps the run's calls on one host. */
  readonly affinity: string;
  /** What the model was seen to do; absent where it is not known. */
  readonly record?: ModelRecord | undefined;
  /** True: the model is not asked, the agent's own rules decide. */
  readonly byRules?: boolean;
  /** Why a file does not parse, as a sentence for the model; absent where nothing can tell. */
  readonly checkSyntax?: (file: SourceFile) => Promise<string | undefined>;
}

/**
 * The shared, append-only start of all prompts of a run: the server's prompt cache skips what it
 * has already read, so each role's own instruction comes after it, last.
 */
export interface PromptPrefix {
  readonly system: string;
  /** Blocks in the order they became known: project, task, plan, context, tests, code, results. */
  readonly blocks: readonly string[];
}

export type Complexity = 'simple' | 'medium' | 'complex';

export interface Intent {
  readonly type: TaskType;
  /** 0 to 1. */
  readonly confidence: number;
  readonly description: string;
  readonly complexity: Complexity;
  readonly mode: Exclude<Mode, 'auto'>;
  readonly needsCode: boolean;
  /** Language of a task that no files can be made in: then it is answered in words. */
  readonly otherLanguage?: string;
}

export interface Plan {
  readonly language: Language;
  /** Path of the file with the code, relative to the folder, `/` separated. */
  readonly codePath: string;
  readonly testPath: string;
  /** Test files that exist for the code and must keep passing. */
  readonly existingTests?: readonly string[];
  /** Name of the function or class the task asks for, when it names one. */
  readonly symbol?: string;
  /** What new tests are written for; Node's own runner and unittest when it is not said. */
  readonly framework?: TestFramework;
  /** Of Go and Java: package of code and tests; of Rust: path of the code's module. Where known. */
  readonly package?: string;
  /** Of Java: the version of JUnit that tests are written for. */
  readonly junit?: 4 | 5;
  /** True where tests and code must be CommonJS to be loaded. */
  readonly isCommonJs?: boolean;
  /** At most five short steps. */
  readonly steps: readonly string[];
}

export interface DebugReport {
  readonly errorType: 'syntax' | 'import' | 'name' | 'type' | 'assertion' | 'timeout' | 'other';
  readonly summary: string;
  readonly rootCause: string;
  readonly instructions: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What a coding agent made of one model answer. */
export interface CodeDraft {
  /** The code, or undefined when the answer held no usable file. */
  readonly code: string | undefined;
  /** The answer as the model wrote it, kept so that nothing is lost. */
  readonly draft: string;
  /** Why there is no code, for the next attempt. */
  readonly problem?: string;
}

/**
 * The tests of a run. `examples`: the task's own; `existing`: those of the folder decide, none are
 * made; `smoke`: the model's were unusable, these only load the code.
 */
export interface TestDraft {
  readonly code: string;
  readonly kind: 'generated' | 'examples' | 'smoke' | 'existing';
}

/** Scores are 0 to 1. */
export interface Reflection {
  readonly planning: number;
  readonly research: number;
  readonly testing: number;
  readonly coding: number;
  readonly overall: number;
  readonly analysis: string;
  readonly improvements: readonly string[];
  readonly shouldRetry: boolean;
}

export interface CriticIssue {
  readonly category: 'correctness' | 'security' | 'performance' | 'style' | 'tests';
  readonly severity: 'low' | 'medium' | 'high';
  readonly location: string;
  readonly description: string;
  readonly evidence: string;
  readonly suggestion: string;
}

export interface CriticReport {
  /** 0 to 1. */
  readonly score: number;
  readonly strengths: readonly string[];
  readonly issues: readonly CriticIssue[];
}

/** Figures added up over the calls of a node or run. */
export type UsageTotals = Pick<ModelUsage, 'promptTokens' | 'replyTokens' | 'queuedMs' | 'totalMs'>;
