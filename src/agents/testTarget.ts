import type { Language, TestFramework } from '../base/task.ts';

/** What generated tests are about. */
export interface TestTarget {
  readonly language: Language;
  readonly codePath: string;
  readonly testPath: string;
  readonly symbol: string | undefined;
  /** What the tests are written for; Node's own runner and unittest when it is not said. */
  readonly framework?: TestFramework;
  /** As in the plan. */
  readonly package?: string;
  readonly junit?: 4 | 5;
  /** True where the tests must be CommonJS, and the code with them. */
  readonly isCommonJs?: boolean;
}
