import type { Language, SourceFile, ValidationResult } from '../base/task.ts';

/** Runs the tests of a set of files over a temporary copy of the folder. */
export interface Validator {
  validate(
    request: {
      readonly language: Language;
      readonly files: readonly SourceFile[];
      /** Which of the files are the tests to run. */
      readonly testPaths: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<ValidationResult>;
}
