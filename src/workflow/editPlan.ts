import { folderOf } from '../agents/pathParts.ts';
import { existingTestsFor, safePath, testPathFor } from '../agents/planPaths.ts';
import type { Plan } from '../agents/types.ts';
import { CaravanError } from '../base/errors.ts';
import { languages } from '../base/task.ts';
import { userText } from '../base/userText.ts';
import type { PlanEdit } from './interrupts.ts';

/**
 * The plan with the user's changes; the language follows from the code file.
 * @throws CaravanError `invalid-argument` for a path outside the folder or of an unknown language.
 */
export function editPlan(plan: Plan, edit: PlanEdit): Plan {
  const tried = [plan.language, ...languages.filter((each) => each !== plan.language)];
  const language = tried.find((each) => safePath(edit.codePath, each) !== undefined);
  const codePath = language && safePath(edit.codePath, language);
  if (!language || !codePath) throw badPath(edit.codePath);
  const testPath = safePath(edit.testPath, language);
  if (!testPath || testPath === codePath) throw badPath(edit.testPath);
  const steps = edit.steps.map((step) => step.trim()).filter((step) => step !== '');
  const { package: name, ...rest } = plan;
  const isSamePackage = folderOf(codePath) === folderOf(plan.codePath) && name !== undefined;
  return { ...rest, ...(isSamePackage && { package: name }), language, codePath, testPath, steps };
}

/** The edited plan in the folder: tests that are there already are kept, not written over. */
export function fitPlan(plan: Plan, known: readonly string[]): Plan {
  const isTaken = known.includes(plan.testPath);
  const existing = new Set([
    ...(isTaken ? [plan.testPath] : []),
    ...existingTestsFor(plan.codePath, known),
  ]);
  return {
    ...plan,
    testPath: isTaken ? testPathFor(plan.codePath, plan.language, known) : plan.testPath,
    existingTests: [...existing],
  };
}

function badPath(path: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('“{0}” cannot be a file of the plan.', path.slice(0, 120)),
    next: userText('Give a path inside the folder, such as src/name.ts or name.py.'),
    kept: userText('The plan still waits for your decision.'),
  });
}
