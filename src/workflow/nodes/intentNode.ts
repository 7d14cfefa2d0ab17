import { attachmentsBlock, historyBlock, projectBlock, taskBlock } from '../../agents/blocks.ts';
import { compiledByName } from '../../agents/compiled/compiledLanguages.ts';
import { historyLimit } from '../../agents/promptBudget.ts';
import { recognizeIntent } from '../../agents/intent.ts';
import { obviousType } from '../../agents/intentRules.ts';
import { otherLanguage } from '../../agents/otherLanguage.ts';
import type { Intent } from '../../agents/types.ts';
import { userText, type UserText } from '../../base/userText.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeScope, NodeWork } from '../scope.ts';

const pathLimit = 300;

/** Opens the run's prompt prefix and says what the task is. */
export const intentNode: NodeWork = async (_state, scope) => {
  const { request, agent } = scope;
  const obvious = obviousType(request.task);
  const isTalk = obvious === 'greeting' || obvious === 'help';
  const project = isTalk ? '' : await scope.ports.context.describe(scope.signal);
  const blocks = isTalk ? [] : openingBlocks(scope, project);
  // What earlier runs found out serves this one from the start; it measures only after a failure.
  const record = isTalk ? undefined : await scope.ports.record?.(scope.signal);
  const recognized = await recognizeIntent(
    {
      task: request.task,
      mode: request.mode,
      asked: { cache: scope.intents, question: { ...request, model: modelOf(request) } },
    },
    { ...agent, record, prefix: prefixOf(blocks, request.promptTokens) },
  );
  const goal = await inWordsOnly(recognized, scope);
  return {
    update: { goal, project, blocks, ...(record && { record }) },
    summary: summaryOf(goal),
    result: { kind: 'intent', intent: goal },
  };
};

/** A task in a language whose files are not made is answered, not planned in another one. */
async function inWordsOnly(goal: Intent, { request, ports, signal }: NodeScope): Promise<Intent> {
  if (goal.mode !== 'code' && goal.mode !== 'plan') return goal;
  const known = await ports.context.paths(pathLimit, signal);
  const other = otherLanguage(request.task, known);
  const read = (path: string): Promise<string | undefined> => ports.context.read(path, signal);
  return other === undefined || (await compiledByName(other)?.canMake({ known, read }))
    ? goal
    : { ...goal, mode: 'chat', needsCode: false, otherLanguage: other };
}

function modelOf({ again, model }: NodeScope['request']): string {
  return again?.model ?? model;
}

/** The beginning of all prompts of the run. */
export function openingBlocks({ request }: NodeScope, project: string): readonly string[] {
  return [
    ...(project ? [projectBlock(project)] : []),
    ...historyBlock(request.history, historyLimit(request.promptTokens)),
    ...attachmentsBlock(request.attachments),
    taskBlock(request.task),
  ];
}

function summaryOf(intent: Intent): UserText {
  switch (intent.type) {
    case 'create':
      return userText('new code');
    case 'modify':
      return userText('a change to existing code');
    case 'debug':
      return userText('a fault to fix');
    case 'optimize':
      return userText('code to make faster');
    case 'explain':
      return userText('a question');
    case 'test':
      return userText('tests');
    case 'refactor':
      return userText('code to restructure');
    case 'greeting':
      return userText('a greeting');
    case 'help':
      return userText('help');
  }
}
