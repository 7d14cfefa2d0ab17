import type { ValidationResult } from '../base/task.ts';
import { classifyFailure } from '../agents/classifyFailure.ts';
import type { Candidate } from './state.ts';

/**
 * The better of two versions: all tests passed > more tests passed > unverified > none passed >
 * does not parse > no code. On a tie the earlier one stays: a fix has to prove itself.
 */
export function betterCandidate(best: Candidate | undefined, next: Candidate): Candidate {
  if (!best) return next;
  return rankOf(next) > rankOf(best) ? next : best;
}

function rankOf(candidate: Candidate): number {
  const { validation, isUsable } = candidate;
  if (!isUsable) return 0;
  if (validation.status === 'passed') return 1_000_000;
  if (validation.status === 'unverified') return 10;
  const passed = validation.tests.filter((test) => test.passed).length;
  if (passed > 0) return 100 + passed;
  return failsToParse(candidate) ? 1 : 5;
}

/** True when running showed that the code file is no valid program at all. */
export function failsToParse({ validation, files }: Candidate): boolean {
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
  return testPaths.some((path) => near.includes(path.split('/').pop() ?? path));
}
