import type { UserText } from './userText.ts';

// The nouns that every room shares. Plain JSON, no behaviour.

/** What a user may want of Caravan. */
export const taskTypes = [
  'create',
  'modify',
  'debug',
  'optimize',
  'explain',
  'test',
  'refactor',
  'greeting',
  'help',
] as const;
/** One of them. */
export type TaskType = (typeof taskTypes)[number];

/** How a task is handled. `auto` lets the intent decide. */
export const modes = ['auto', 'chat', 'plan', 'analyze', 'code'] as const;
/** One of them. */
export type Mode = (typeof modes)[number];

/** The languages that Caravan writes, and runs tests in. */
export const languages = ['typescript', 'javascript', 'python', 'go', 'rust', 'java'] as const;
/** One of them. */
export type Language = (typeof languages)[number];

/**
 * What runs a project's tests: `node` is `node --test`, `go` is `go test`, `cargo` is `cargo test`,
 * `maven` is `mvn test`, the others go by their own names.
 */
export const testFrameworks = [
  'node',
  'vitest',
  'jest',
  'mocha',
  'unittest',
  'pytest',
  'go',
  'cargo',
  'maven',
] as const;
/** One of them. */
export type TestFramework = (typeof testFrameworks)[number];

/** A whole file: how code travels between agents, never inside JSON. */
export interface SourceFile {
  /** Relative to the folder, `/` separated. */
  readonly path: string;
  readonly content: string;
}

/** What the researcher found for a task. */
export interface ResearchContext {
  /** Files worth showing the model, most relevant first, already cut to the budget. */
  readonly files: readonly SourceFile[];
  /** Short recommendations from similar finished tasks. */
  readonly recommendations: readonly string[];
  readonly summary: string;
}

/** One test that ran. */
export interface TestOutcome {
  readonly name: string;
  readonly passed: boolean;
  readonly message?: string;
  /** Where it failed, which may be in the code; without a failure, the test file. */
  readonly file?: string;
  readonly line?: number;
  /** The test file that holds it, relative to the folder. */
  readonly testFile?: string;
  /** Milliseconds. */
  readonly durationMs?: number;
}

/** What a project's own type checker or linter says of a file. */
export interface Finding {
  /** As the project calls it, e.g. `tsc`. */
  readonly tool: string;
  readonly kind: 'type' | 'lint';
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What running the tests showed. */
export interface ValidationResult {
  /** `passed`: at least one test ran and none failed. `unverified`: nothing could be run. */
  readonly status: 'passed' | 'failed' | 'unverified';
  readonly tests: readonly TestOutcome[];
  /** Why it failed beyond single tests (syntax, import, time-out), or why it could not run. */
  readonly problem?: string;
  /** The problem in the reader's language, where it is Caravan's own sentence. */
  readonly reason?: UserText;
  /** End of the output, ANSI stripped, capped. */
  readonly output: string;
  readonly durationMs: number;
  /** The command as a person would type it. */
  readonly command?: string;
  /** What is new to the project's type checker and linter in the code; none where it has none. */
  readonly findings?: readonly Finding[];
}

/** What memory keeps of a finished task. */
export interface Experience {
  readonly task: string;
  readonly type: TaskType;
  readonly outcome: 'done' | 'failed';
  readonly lesson: string;
  /** Wall-clock milliseconds. */
  readonly at: number;
}
