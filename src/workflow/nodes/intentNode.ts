import { attachmentsBlock, historyBlock, projectBlock, taskBlock } from '../../agents/blocks.ts';
import { recognizeIntent } from '../../agents/intent.ts';
import { obviousType } from '../../agents/intentRules.ts';
import type { Intent } from '../../agents/types.ts';
import { userText, type UserText } from '../../base/userText.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeScope, NodeWork } from '../scope.ts';

/** Opens the run's prompt prefix and says what the task is. */
export const intentNode: NodeWork = async (_state, scope) => {
  const { request, agent } = scope;
  const obvious = obviousType(request.task);
  const isTalk = obvious === 'greeting' || obvious === 'help';
  const project = isTalk ? '' : await scope.ports.context.describe(scope.signal);
  const blocks = isTalk ? [] : openingBlocks(scope, project);
  const goal = await recognizeIntent(
    { task: request.task, mode: request.mode },
    { ...agent, prefix: prefixOf(blocks) },
  );
  return {
    update: { goal, project, blocks },
    summary: summaryOf(goal),
    result: { kind: 'intent', intent: goal },
  };
};

function openingBlocks({ request }: NodeScope, project: string): readonly string[] {
  return [
    ...(project ? [projectBlock(project)] : []),
    ...historyBlock(request.history),
    ...attachmentsBlock(request.attachments),
    taskBlock(request.task),
  ];
}

function summaryOf(intent: Intent): UserText {
  switch (intent.type) {
    case 'create':
      return userText('New code is wanted.');
    case 'modify':
      return userText('A change to existing code is wanted.');
    case 'debug':
      return userText('Something is to be fixed.');
    case 'optimize':
      return userText('Code is to be made faster.');
    case 'explain':
      return userText('A question.');
    case 'test':
      return userText('Tests are wanted.');
    case 'refactor':
      return userText('Code is to be restructured.');
    case 'greeting':
      return userText('A greeting.');
    case 'help':
      return userText('A request for help.');
  }
}
