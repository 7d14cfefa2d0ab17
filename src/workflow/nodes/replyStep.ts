import { answerQuestion, fixedAnswer } from '../../agents/answer.ts';
import { otherLanguageText } from '../../agents/answer.prompt.ts';
import { attachmentsBlock } from '../../agents/blocks.ts';
import type { NodeScope } from '../scope.ts';
import type { RunState, RunUpdate } from '../state.ts';
import { researchBudget } from './researcherNode.ts';

/** Closes a run that makes no files: a greeting, an answer, a plan, an analysis. */
export async function replyStep(state: RunState, scope: NodeScope): Promise<RunUpdate> {
  const fixed = fixedText(state, scope);
  if (fixed !== undefined) scope.emit({ type: 'answer-delta', channel: 'text', text: fixed });
  const { otherLanguage } = state.goal ?? {};
  const note = otherLanguage ? otherLanguageText(scope.request.task, otherLanguage) : '';
  if (note) scope.emit({ type: 'answer-delta', channel: 'text', text: note });
  const answer = fixed ?? `${note}${await ask(state, scope)}`;
  return { result: { outcome: 'answered', files: [], answer } };
}

function fixedText(state: RunState, { request }: NodeScope): string | undefined {
  const { goal, plan } = state;
  if (!goal) return undefined;
  const fixed = fixedAnswer(request.task, goal);
  if (fixed !== undefined || !plan) return fixed;
  return [
    ...plan.steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    `- \`${plan.codePath}\``,
    `- \`${plan.testPath}\``,
  ].join('\n');
}

async function ask(state: RunState, scope: NodeScope): Promise<string> {
  const { request, ports, signal, agent } = scope;
  const { goal } = state;
  if (!goal) return '';
  const research =
    state.research ?? (await ports.context.research(request.task, researchBudget, signal));
  return answerQuestion(
    {
      task: request.task,
      intent: goal,
      history: request.history,
      project: state.project ?? '',
      research,
      attachments: attachmentsBlock([...request.attachments, ...(request.previous ?? [])]),
    },
    agent,
  );
}
