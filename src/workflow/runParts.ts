import type { CodeDraft, Plan } from '../agents/types.ts';
import { CaravanError } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { RunState } from './state.ts';

/** The plan, which every node after the planner needs. @throws CaravanError `state-corrupt`. */
export function planOf(state: RunState): Plan {
  if (state.plan) return state.plan;
  throw new CaravanError('state-corrupt', {
    text: userText('The saved state of the run lacks its plan.'),
    next: userText('Start the task again.'),
  });
}

/** What an attempt at the code file is called in the list of nodes. */
export function codeSummary(code: CodeDraft, plan: Plan): UserText {
  if (code.code === undefined) return userText('no usable code');
  const lines = code.code.trimEnd().split('\n').length;
  return userText('{0}, lines: {1}', plan.codePath, lines);
}

/** What the next prompts are told of an attempt. */
export function attemptBlock(code: CodeDraft, path: string, attempt: number): string {
  return `# Code, attempt ${attempt}\nNo file ${path} came out. ${code.problem ?? ''}`.trim();
}
