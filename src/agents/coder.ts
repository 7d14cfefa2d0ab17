import { askForText, isAnswerError, isCutError, type TextAnswer } from './ask.ts';
import { coderPrompt } from './coder.prompt.ts';
import { elisionProblem } from './elision.ts';
import { extractCode } from './extractCode.ts';
import { ensureExported, exportedNames } from './symbols.ts';
import type { AgentContext, CodeDraft, DebugReport, Plan } from './types.ts';

const attempts = 2;
const charactersPerToken = 3.5;

export interface CodeTask {
  readonly plan: Plan;
  /** The file as it is on disk, when the task changes one. */
  readonly existing?: string | undefined;
  /** Given to the fixer: what to put right in the last attempt. */
  readonly fix?: DebugReport | undefined;
  /** Given to a fresh start: why the last attempt failed, which is not shown. */
  readonly lesson?: string | undefined;
  /** From 1; tells samples apart. */
  readonly attempt: number;
}

/**
 * Writes the code file, whole. An answer without a usable file is asked for once more with the
 * reason; after that there is no code, only the draft and why.
 */
export async function writeCode(task: CodeTask, context: AgentContext): Promise<CodeDraft> {
  let draft = '';
  let problem: string | undefined;
  let room = roomFor(task.existing);
  for (let again = 0; again < attempts; again++) {
    const answer = await askForText(
      {
        label: (task.fix ?? task.lesson) ? 'fixer' : 'coder',
        instruction: coderPrompt(task, problem),
        maxTokens: room,
        attempt: task.attempt * attempts + again,
        once: true,
      },
      context,
    ).catch((error: unknown) => {
      if (isAnswerError(error)) return error;
      throw error;
    });
    if (answer instanceof Error) {
      problem = 'The answer was empty or repeated itself.';
      if (isCutError(answer)) room *= 2;
      continue;
    }
    if (answer.finish === 'length') room *= 2;
    draft = answer.text;
    const read = readCode(answer, task);
    if (read.code !== undefined) return { code: read.code, draft };
    problem = read.problem;
  }
  return { code: undefined, draft, ...(problem && { problem }) };
}

/** The code file of an answer, or why there is none. */
function readCode(
  answer: TextAnswer,
  task: CodeTask,
): { readonly code?: string; readonly problem?: string } {
  const { plan, existing } = task;
  const extracted = extractCode(answer.text, {
    language: plan.language,
    finish: answer.finish,
    path: plan.codePath,
    symbol: plan.symbol,
  });
  if (extracted.code === undefined) return { problem: extracted.problem };
  const problem = elisionProblem(extracted.code, existing, plan.language);
  if (problem) return { problem };
  if (plan.language === 'python') return { code: extracted.code };
  const names = [...(plan.symbol ? [plan.symbol] : []), ...exportedNames(existing ?? '')];
  return { code: names.reduce(ensureExported, extracted.code) };
}

function roomFor(existing: string | undefined): number {
  const tokens = (existing?.length ?? 0) / charactersPerToken;
  return Math.max(1_000, Math.ceil(tokens * 1.5) + 500);
}
