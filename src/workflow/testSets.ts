import type { SourceFile, TestOutcome } from '../base/task.ts';
import { planOf } from './runParts.ts';
import type { RunState } from './state.ts';

/** The tests of a run by what they prove. */
export interface TestSets {
  /** The user's: tests of the folder and examples of the task. They decide. */
  readonly user: readonly SourceFile[];
  /** The model's, each an independent sample: a failure is a vote against the code, no verdict. */
  readonly votes: readonly SourceFile[];
  /** Proves only that the code loads. */
  readonly smoke: readonly SourceFile[];
}

/** The tests a run's code is judged by. */
export function testSetsOf(state: RunState): TestSets {
  const { tests, existingTests = [], votes = [] } = state;
  if (!tests || tests.kind === 'existing') return { user: existingTests, votes: [], smoke: [] };
  const own = [{ path: planOf(state).testPath, content: tests.code }];
  switch (tests.kind) {
    case 'examples':
      return { user: [...own, ...existingTests], votes: [], smoke: [] };
    case 'generated':
      return { user: existingTests, votes: [...own, ...votes], smoke: [] };
    case 'smoke':
      return { user: existingTests, votes: [], smoke: own };
  }
}

/** All files of the sets, the ones made in this run first. */
export function testFilesOf({ user, votes, smoke }: TestSets): readonly SourceFile[] {
  return [...votes, ...smoke, ...user];
}

/** Where one more sample of the model's tests lies while the run goes on; from 2. */
export function votePath(testPath: string, sample: number): string {
  return testPath.endsWith('.py')
    ? testPath.replace(/\.py$/, `_vote${sample}.py`)
    : testPath.replace(/(?:\.test)?(\.\w+)$/, `.vote${sample}.test$1`);
}

/** Outcomes of the tests in one file. */
export function outcomesIn(path: string, tests: readonly TestOutcome[]): readonly TestOutcome[] {
  return tests.filter((test) => isIn(path, test));
}

/** An outcome that names no file is counted for all of them. */
function isIn(path: string, test: TestOutcome): boolean {
  return (test.testFile ?? test.file ?? path) === path;
}
