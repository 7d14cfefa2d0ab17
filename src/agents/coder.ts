import { askForText, isAnswerError, isCutError, sampleTemperature } from './ask.ts';
import { coderPrompt } from './coder.prompt.ts';
import type { EditBlock } from './editBlocks.ts';
import { charactersPerToken } from './promptBudget.ts';
import { isByParts, readCode } from './readCode.ts';
import type { AgentContext, CodeDraft, DebugReport, Plan } from './types.ts';

const attempts = 2;
/** Room for some functions of a long file. */
const partTokens = 2_000;

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
 * Writes the code file. Short files are asked for whole, long ones by their functions, or by edits
 * where the model's record says that it can give them; where it gives them unasked they are taken.
 * An answer that does not make a whole sound file is asked for once more with the reason; after that
 * there is no code, only the draft and why.
 */
export async function writeCode(task: CodeTask, context: AgentContext): Promise<CodeDraft> {
  let draft = '';
  let problem: string | undefined;
  let pending: readonly EditBlock[] | undefined;
  let room = roomFor(task.existing);
  for (let again = 0; again < attempts; again++) {
    const answer = await askForText(
      {
        label: task.fix ? 'fixer' : 'coder',
        instruction: coderPrompt(task, { problem, pending, record: context.record }),
        maxTokens: room,
        attempt: task.attempt * attempts + again,
        ...(task.attempt > 1 && !task.fix && { temperature: sampleTemperature }),
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
    const isLast = again === attempts - 1;
    const read = readCode(answer, { ...task, isLast, ...(pending && { pending }) });
    const found =
      read.code === undefined
        ? read.problem
        : await context.checkSyntax?.({ path: task.plan.codePath, content: read.code });
    if (read.code !== undefined && found === undefined) return { code: read.code, draft };
    problem = found;
    const canMend = read.code === undefined && context.record?.blocks !== false;
    pending = canMend ? read.pending : undefined;
  }
  return { code: undefined, draft, ...(problem && { problem }) };
}

function roomFor(existing: string | undefined): number {
  if (isByParts(existing)) return partTokens;
  const tokens = (existing?.length ?? 0) / charactersPerToken;
  return Math.max(1_000, Math.ceil(tokens * 1.5) + 500);
}
