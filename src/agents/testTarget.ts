import type { Language } from '../base/task.ts';

/** What generated tests are about. */
export interface TestTarget {
  readonly language: Language;
  readonly codePath: string;
  readonly testPath: string;
  readonly symbol: string | undefined;
}
