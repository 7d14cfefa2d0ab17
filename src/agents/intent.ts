import { z } from 'zod';
import type { Mode, TaskType } from '../base/task.ts';
import { askForObject } from './ask.ts';
import { obviousComplexity, obviousType } from './intentRules.ts';
import { intentPrompt } from './intent.prompt.ts';
import type { IntentCache, IntentQuestion } from './intentCache.ts';
import { unit } from './numbers.ts';
import type { AgentContext, Intent } from './types.ts';

export interface IntentInput {
  readonly task: string;
  readonly mode: Mode;
  /** Where the model's word is looked up first, and kept. */
  readonly asked?: { readonly cache: IntentCache; readonly question: IntentQuestion };
}

// The first enum value is what tiny models answer whatever is asked: it must be the harmless one.
const kinds = ['explain', 'create', 'modify', 'debug', 'optimize', 'test', 'refactor'] as const;
const schema = z.object({
  about: z.string(),
  confidence: z.number(),
  kind: z.enum(kinds),
});

/**
 * Says what a task is. Words decide the obvious cases, and an explicit mode decides whether code is
 * wanted; only what is left is asked of the model, once for each task, with a safe answer when it
 * cannot say.
 */
export async function recognizeIntent(input: IntentInput, context: AgentContext): Promise<Intent> {
  const obvious = obviousType(input.task);
  if (obvious) return intentOf(input, obvious, 0.95, input.task);
  if (input.mode === 'code' || input.mode === 'plan')
    return intentOf(input, 'create', 0.8, input.task);
  if (input.mode !== 'auto') return intentOf(input, 'explain', 0.8, input.task);
  const { cache, question } = input.asked ?? {};
  const known = question && cache?.get(question);
  if (known) return known;
  const answer = await askForObject(
    {
      label: 'intent',
      instruction: intentPrompt,
      maxTokens: 150,
      schema,
      example: { about: 'what the user wants, in a few words', confidence: 0.7, kind: 'explain' },
    },
    context,
  );
  if (!answer) return intentOf(input, 'explain', 0.3, input.task);
  const intent = intentOf(input, answer.kind, unit(answer.confidence), answer.about);
  if (question) cache?.set(question, intent);
  return intent;
}

function intentOf(input: IntentInput, found: TaskType, confidence: number, about: string): Intent {
  const type = typeForMode(found, input.mode);
  const mode = input.mode === 'auto' ? (isTalk(type) ? 'chat' : 'code') : input.mode;
  return {
    type,
    confidence,
    description: about.trim().replace(/\s+/g, ' ').slice(0, 200),
    complexity: obviousComplexity(input.task),
    mode,
    needsCode: mode === 'code' && type !== 'greeting' && type !== 'help',
  };
}

function isTalk(type: TaskType): boolean {
  return type === 'explain' || type === 'greeting' || type === 'help';
}

/** Someone who chose code mode wants code, whatever the words look like. */
function typeForMode(type: TaskType, mode: Mode): TaskType {
  return type === 'explain' && (mode === 'code' || mode === 'plan') ? 'create' : type;
}
