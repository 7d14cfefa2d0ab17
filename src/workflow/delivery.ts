import type { SourceFile, TestOutcome, ValidationResult } from '../base/task.ts';
import { translate, userText } from '../base/userText.ts';
import { bestVersion } from './approach.ts';
import { planOf } from './runParts.ts';
import type { Candidate, RunState } from './state.ts';
import { outcomesIn, testSetsOf } from './testSets.ts';
import { isBorneOut } from './versions.ts';

/** What a code run hands over: the best version with the tests that go with it. */
export interface Delivery {
  readonly files: readonly SourceFile[];
  /** What the tests said that are handed over, and the user's. */
  readonly validation: ValidationResult;
  /** Names of the model's tests that are left out, because they contradict the others. */
  readonly leftOut: readonly string[];
}

/**
 * Of the model's samples of tests one is handed over: the largest that the best version passes, else
 * the first. What it says counts as verified only where most attempts behave alike.
 */
export function deliveryOf(state: RunState, best: Candidate): Delivery {
  const sets = testSetsOf(state);
  const { validation } = best;
  const code = best.files.slice(0, 1);
  const { tests: draft } = state;
  if (sets.votes.length === 0) {
    const own = draft === undefined || draft.kind === 'existing' ? [] : [planOf(state).testPath];
    const tests = best.files.slice(1).filter((file) => own.includes(file.path));
    return { files: [...code, ...tests], validation, leftOut: [] };
  }
  const chosen = chosenSample(sets.votes, validation);
  const path = planOf(state).testPath;
  const others = sets.votes.filter((file) => file !== chosen);
  const isOther = (test: TestOutcome): boolean =>
    others.some((file) => outcomesIn(file.path, [test]).length > 0);
  const kept = others.length === 0 ? validation.tests : validation.tests.filter((t) => !isOther(t));
  const version = bestVersion(state);
  const counts = version && isBorneOut(version, state.tried ?? [], sets.votes.length);
  return {
    files: [...code, ...(chosen ? [{ path, content: chosen.content }] : [])],
    validation: verdictOn(
      { ...validation, tests: kept.map((test) => movedTo(path, chosen?.path, test)) },
      counts ?? false,
    ),
    leftOut: counts
      ? validation.tests.filter((test) => isOther(test) && !test.passed).map((test) => test.name)
      : [],
  };
}

function chosenSample(
  votes: readonly SourceFile[],
  { tests }: ValidationResult,
): SourceFile | undefined {
  const whole = votes
    .map((file) => ({ file, own: outcomesIn(file.path, tests) }))
    .filter(({ own }) => own.length > 0 && own.every((test) => test.passed))
    .sort((a, b) => b.own.length - a.own.length);
  return whole[0]?.file ?? votes[0];
}

function verdictOn(validation: ValidationResult, counts: boolean): ValidationResult {
  const { tests, status } = validation;
  if (status !== 'failed' || tests.length === 0 || !tests.every((test) => test.passed)) {
    return validation;
  }
  const { output, durationMs, command } = validation;
  const rest = { tests, output, durationMs, ...(command !== undefined && { command }) };
  if (counts) return { ...rest, status: 'passed' };
  const reason = userText("The model's own tests contradict each other, so they prove little.");
  return { ...rest, status: 'unverified', problem: translate(reason), reason };
}

/** An outcome as it is named once its file lies where it is handed over. */
function movedTo(path: string, from: string | undefined, test: TestOutcome): TestOutcome {
  return {
    ...test,
    ...(test.testFile === from && from !== undefined && { testFile: path }),
    ...(test.file === from && from !== undefined && { file: path }),
  };
}
