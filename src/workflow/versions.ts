import { classifyFailure, failureLine } from '../agents/classifyFailure.ts';
import type { ValidationResult } from '../base/task.ts';
import type { Candidate, Version } from './state.ts';
import { outcomesIn, type TestSets } from './testSets.ts';

/** What running the tests says of a version of the code, without the version itself. */
export function versionOf(
  candidate: Candidate,
  sets: TestSets,
  origin: Pick<Version, 'approach' | 'of'>,
): Version {
  const { validation, isUsable, attempt } = candidate;
  const voteTests = sets.votes.flatMap(({ path }) => outcomesIn(path, validation.tests));
  const userTests = validation.tests.filter((test) => !voteTests.includes(test));
  const passed = validation.tests.filter((test) => test.passed);
  const typeErrors = (validation.findings ?? []).filter(({ kind }) => kind === 'type').length;
  return {
    attempt,
    ...origin,
    standing: standingOf(candidate),
    userPassed: userTests.filter((test) => test.passed).length,
    isRightForUser: isRightForUser(validation, userTests, sets),
    votesPassed: voteTests.filter((test) => test.passed).length,
    wholeVotes: sets.votes.filter(({ path }) => isWhole(path, validation, sets)).length,
    behaviour: isUsable
      ? passed.map((test) => `${test.testFile ?? ''}#${test.name}`).sort()
      : [`attempt ${attempt}`],
    ...(validation.status === 'failed' && { failure: failureLine(validation) }),
    ...(typeErrors > 0 && { typeErrors }),
  };
}

function standingOf({ validation, isUsable, files }: Candidate): Version['standing'] {
  if (!isUsable) return 0;
  if (validation.status === 'passed') return 5;
  if (validation.status === 'unverified') return 3;
  if (validation.tests.some((test) => test.passed)) return 4;
  return failsToParse({ validation, files }) ? 1 : 2;
}

/** Did all the user's tests run and pass? True when there are none. */
function isRightForUser(
  { problem = '' }: ValidationResult,
  tests: ValidationResult['tests'],
  { user }: TestSets,
): boolean {
  if (user.length === 0) return true;
  const isNamed = user.some(({ path }) => problem.includes(fileName(path)));
  return !isNamed && tests.length > 0 && tests.every((test) => test.passed);
}

/** Did a file of tests run to its end, and all of it pass? */
function isWhole(path: string, { tests, problem }: ValidationResult, sets: TestSets): boolean {
  const own = outcomesIn(path, tests);
  if (own.length === 0 || !own.every((test) => test.passed)) return false;
  if (problem === undefined) return true;
  const others = [...sets.user, ...sets.votes].filter((file) => file.path !== path);
  return (
    !problem.includes(fileName(path)) &&
    others.some((file) => problem.includes(fileName(file.path)))
  );
}

/**
 * Is the first version better? The user's tests decide, then the model's own as votes, then what the
 * type checker finds, then how many independent attempts behave the same. On a tie the second, earlier one stays.
 */
export function isBetter(next: Version, best: Version, tried: readonly Version[]): boolean {
  const order = (version: Version): readonly number[] => [
    version.standing,
    version.isRightForUser ? 1 : 0,
    version.userPassed,
    version.votesPassed,
    version.wholeVotes,
    -(version.typeErrors ?? 0),
    agreement(version, tried),
  ];
  const [left, right] = [order(next), order(best)];
  const at = left.findIndex((value, index) => value !== right[index]);
  return at >= 0 && (left[at] ?? 0) > (right[at] ?? 0);
}

/** Attempts that behave like a version under all tests; a fix is none, it copies what it mends. */
export function agreement(version: Version, tried: readonly Version[]): number {
  const own = version.behaviour.join('\n');
  return tried.filter(
    ({ approach, behaviour }) => approach === 'fresh' && behaviour.join('\n') === own,
  ).length;
}

/**
 * Is nothing to be gained by another version? Yes when all tests passed or none can be run; and when
 * the user's tests passed while the model's own disagree, but independent attempts behave alike and
 * whole samples of tests bear them out: then the other tests are what is wrong.
 */
export function isSettled(best: Version, tried: readonly Version[], samples: number): boolean {
  if (best.standing === 5 || best.standing === 3) return true;
  if (best.standing !== 4 || !best.isRightForUser || best.wholeVotes === 0) return false;
  const alike = agreement(best, tried);
  return alike >= 3 || (alike >= 2 && best.wholeVotes * 2 >= samples);
}

/**
 * Did mending end here? It did where the version is a fix that fails as what it mends failed, or that
 * lost one of its passing tests, however many others it won.
 */
export function isStuck(version: Version, tried: readonly Version[]): boolean {
  const mended = tried.find(({ attempt }) => attempt === version.of);
  if (version.approach !== 'fix' || !mended) return false;
  const isSame = version.failure !== undefined && version.failure === mended.failure;
  return isSame || mended.behaviour.some((test) => !version.behaviour.includes(test));
}

/** Does a settled version count as verified? Only if most attempts that gave code behave like it. */
export function isBorneOut(best: Version, tried: readonly Version[], samples: number): boolean {
  if (!isSettled(best, tried, samples)) return false;
  const fresh = tried.filter(({ approach, standing }) => approach === 'fresh' && standing >= 2);
  return best.standing === 5 || agreement(best, tried) * 2 > fresh.length;
}

/** True when running showed that the code file is no valid program at all. */
export function failsToParse({
  validation,
  files,
}: Pick<Candidate, 'validation' | 'files'>): boolean {
  if (validation.status !== 'failed' || classifyFailure(validation) !== 'syntax') return false;
  return !blamesTests(
    validation,
    files.slice(1).map((file) => file.path),
  );
}

/** Does the report name a test file where it shows the syntax error? */
function blamesTests(validation: ValidationResult, testPaths: readonly string[]): boolean {
  const text = `${validation.problem ?? ''}\n${validation.output}`;
  const at = text.search(/SyntaxError|IndentationError/);
  const near = text.slice(Math.max(0, at - 400), at + 200);
  return testPaths.some((path) => near.includes(fileName(path)));
}

function fileName(path: string): string {
  return path.split('/').pop() ?? path;
}
