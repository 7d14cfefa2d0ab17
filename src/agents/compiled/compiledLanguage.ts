import type { Language } from '../../base/task.ts';
import type { TestTarget } from '../testTarget.ts';
import type { Plan } from '../types.ts';

/** What is known of the folder where files of a task are to lie. */
export interface KnownFolder {
  /** Paths of its files, most telling first. */
  readonly known: readonly string[];
  /** Content of one of them; undefined where there is no such file. */
  readonly read: (path: string) => Promise<string | undefined>;
}

/** A file that has to name the code file, or the compiler does not see that one. */
export interface Naming {
  /** Paths that such a file may have, best first; none where nothing has to name the code file. */
  readonly places: (codePath: string) => readonly string[];
  /** Its content with the code file named. */
  readonly named: (content: string, codePath: string) => string;
}

/** All that is particular to one language whose projects are built and tested by a tool of theirs. */
export interface CompiledLanguage {
  readonly language: Language;
  /** As people write it. */
  readonly name: string;
  /** Of its files, without the dot. */
  readonly extension: string;
  /** Files that a folder must have for code to be made and tested there, as people are told. */
  readonly needs: readonly string[];
  /** What `package` of a plan stands for. */
  readonly packageIs: 'Package' | 'Module';
  /** Parts that a path may have; 5 when it is not said. */
  readonly deepest?: number;
  /** What code may be, for the model. */
  readonly rules: string;
  /** Are the files there that code of it needs? */
  canMake(folder: KnownFolder): Promise<boolean>;
  /** What of a plan the folder decides. */
  styleOf(codePath: string, folder: KnownFolder): Promise<Pick<Plan, 'package' | 'junit'>>;

  /** Folder for a new code file, with `/` at its end; empty for the folder itself. */
  codeFolder(paths: readonly string[], relevant: readonly string[]): string;
  /** Can code that is to be tested lie there? */
  isCodePath(path: string): boolean;
  isTestPath(path: string): boolean;
  /** Does what goes by such a name stand in a file named like it? */
  hasOwnFile?(symbol: string): boolean;
  /** File name without extension for a symbol. */
  fileStem(symbol: string): string;
  /** A name from the words of a task. */
  defaultSymbol(words: readonly string[]): string;
  /** Where tests of a code file go; never an existing file. */
  testPath(codePath: string, known: readonly string[]): string;
  /** Test files that exist for a code file. */
  existingTests(codePath: string, known: readonly string[]): readonly string[];
  readonly naming?: Naming;

  /** Why the text is no whole code, as a sentence for the model, or undefined. */
  scan(code: string): string | undefined;
  /** Names that a file defines, in order. */
  symbols(code: string): readonly string[];
  /** Code with what is mechanical put right. */
  repairCode(code: string, plan: Plan, existing: string | undefined): string;
  /** The line that a code file begins with, where it is known. */
  firstLine(plan: Plan): string | undefined;
  /** The code file as it is before the task is done; tests are tried on it. */
  stub(target: TestTarget): string;

  testRules(target: TestTarget): string;
  testStart(target: TestTarget): string;
  smokeTest(target: TestTarget): string;
  repairTests(code: string, target: TestTarget): string;
  /** Why sound code does not test what it should, as a sentence for the model, or undefined. */
  testProblem(code: string, target: TestTarget): string | undefined;
  /** Tests without names that others of the same program have. */
  withOwnNames?(code: string, others: readonly string[]): string;
  /** Does a line of the compiler say no more than that the code is not written yet? */
  isLacking(line: string, target: TestTarget): boolean;
}
