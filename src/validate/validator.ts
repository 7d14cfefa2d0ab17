import type {
  Finding,
  Language,
  SourceFile,
  TestFramework,
  ValidationResult,
} from '../base/task.ts';

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
  /** Why a file does not parse, as `path:line: …`; undefined when it does or nothing can tell. */
  checkSyntax?(
    file: SourceFile,
    language: Language,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /**
   * What the project's own type checker and linter newly find in one of the files, once tests have
   * been run; empty where the project has none.
   */
  check?(
    request: {
      readonly language: Language;
      readonly files: readonly SourceFile[];
      /** Path of the file that is asked about. */
      readonly about: string;
    },
    signal: AbortSignal,
  ): Promise<readonly Finding[]>;
  /** What new tests should be written for: the project's own framework where it can run here. */
  testStyle?(language: Language): Promise<TestStyle>;
}

/** How tests of a project are written. */
export interface TestStyle {
  readonly framework: TestFramework;
  /** True where modules must be CommonJS for the tests to load them. */
  readonly isCommonJs: boolean;
}
