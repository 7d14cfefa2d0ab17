import type { ResearchContext } from '../base/task.ts';
import { answerPrompt, cutText, greetingText, helpText } from './answer.prompt.ts';
import { askForText } from './ask.ts';
import { contextBlock } from './blocks.ts';
import { renderBlocks } from './messages.ts';
import type { AgentContext, ChatMessage, Intent } from './types.ts';

export interface AnswerInput {
  readonly task: string;
  readonly intent: Intent;
  /** Earlier turns, oldest first. */
  readonly history: readonly ChatMessage[];
  /** One line about the project. */
  readonly project: string;
  readonly research: ResearchContext | undefined;
  /** Blocks of what the user attached. */
  readonly attachments: readonly string[];
}

/** A fixed answer for a greeting or a call for help; undefined when a model has to answer. */
export function fixedAnswer(task: string, intent: Intent): string | undefined {
  if (intent.type === 'greeting') return greetingText(task);
  return intent.type === 'help' ? helpText(task) : undefined;
}

/**
 * Answers a question in words. Earlier turns are sent as turns, so that the next question of the
 * conversation shares this one's beginning. One that was cut off says so at its end.
 * @throws CaravanError `answer-…` when the model gives nothing usable twice.
 */
export async function answerQuestion(input: AnswerInput, context: AgentContext): Promise<string> {
  const blocks = [
    ...(input.project ? [`# Project\n${input.project}`] : []),
    ...(input.research ? contextBlock(input.research) : []),
    ...input.attachments,
    `# Message of the user\n${input.task.trim()}`,
  ];
  const messages: ChatMessage[] = [
    { role: 'system', content: context.prefix.system },
    ...input.history.filter((turn) => turn.role !== 'system'),
    { role: 'user', content: `${renderBlocks(blocks)}${answerPrompt(input.intent)}` },
  ];
  const { text, finish } = await askForText(
    { label: 'answer', instruction: '', maxTokens: 1_024, keepCut: true },
    context,
    messages,
  );
  if (finish === 'stop') return text.trim();
  // A fence that the cut left open would take the note for code.
  const isOpen = (text.match(/^[ \t]*(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
  const note = `${isOpen ? '\n```' : ''}\n\n*${cutText(input.task, finish)}*`;
  context.emit({ type: 'text-delta', text: note });
  return `${text.trim()}${note}`;
}
