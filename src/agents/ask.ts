import type { z } from 'zod';
import { deriveAbort } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { userText } from '../base/userText.ts';
import { linesPrompt, readLines } from './lineFormat.ts';
import { buildMessages } from './messages.ts';
import { isRepeating } from './repetition.ts';
import type { AgentContext, ChatMessage, ModelEvent } from './types.ts';

const checkEvery = 80;

/**
 * For answers of which several are compared: at the low temperature of a single one another seed
 * gives the same again. Best of n needs 0.6 at least, Qwen's own value is 0.7
 * (shared/facts/small-models.md, 5).
 */
export const sampleTemperature = 0.7;

/** Tokens that a model which cannot be kept from thinking gets beside those of its answer. */
export const thinkingTokens = 2_000;

/** One question of an agent. */
export interface Question {
  /** Who asks; shown in the trace. */
  readonly label: string;
  /** The role's own instruction; goes last in the prompt. */
  readonly instruction: string;
  /** Tokens the reply may have. */
  readonly maxTokens: number;
  /** Tells attempts apart, so that asking again gives another sample. */
  readonly attempt?: number;
  /** Left out: as the settings say. */
  readonly temperature?: number;
  /** True: a cut answer is good enough, as for prose that is already on the screen. */
  readonly keepCut?: boolean;
  /** True: the agent asks again itself, saying what was wrong. */
  readonly once?: boolean;
}

export interface TextAnswer {
  readonly text: string;
  /** `length`: cut off at the limit; `repeating`: cut off because it began to loop. */
  readonly finish: 'stop' | 'length' | 'repeating';
}

/**
 * Asks for free text. An empty, looping or cut answer is asked for once more, with another seed and,
 * if cut, twice the room. What came before a loop is kept: it may hold all that was asked for.
 * @throws CaravanError `answer-…` when the second answer is empty too.
 */
export async function askForText(
  question: Question,
  context: AgentContext,
  messages: readonly ChatMessage[] = buildMessages(context.prefix, question.instruction),
): Promise<TextAnswer> {
  const first = tryOnce(question, context, messages, 0, question.maxTokens);
  if (question.once) return first;
  const answer = await first.catch(onlyAnswer);
  const isCut = answer instanceof CaravanError ? isCutError(answer) : answer.finish === 'length';
  const isWhole = !(answer instanceof CaravanError) && (!isCut || question.keepCut);
  if (isWhole && answer.finish !== 'repeating') return answer;
  const room = isCut ? question.maxTokens * 2 : question.maxTokens;
  return tryOnce(question, context, messages, 1, room);
}

/** Did the model run out of room, in its answer or already while it thought? */
export function isCutError(error: CaravanError): boolean {
  return error.code === 'answer-truncated' || error.code === 'answer-thinking-only';
}

/** True for failures of what the model said, not of reaching it: an agent can fall back on these. */
export function isAnswerError(error: unknown): error is CaravanError {
  return error instanceof CaravanError && error.code.startsWith('answer-');
}

/** A question whose answer is a small flat object. */
export interface ObjectQuestion<T> extends Question {
  readonly schema: z.ZodType<T>;
  readonly example: JsonValue;
}

/**
 * Asks for a decision; undefined when the model cannot give one in form, so that rules decide. A
 * model whose record says that it keeps to no schema is asked for lines at once: repairs would only
 * cost time. No model is asked where rules are to decide.
 */
export async function askForObject<T>(
  question: ObjectQuestion<T>,
  context: AgentContext,
): Promise<T | undefined> {
  if (context.byRules) return undefined;
  if (context.record?.structured === false) return askForLines(question, context);
  const instruction = [
    question.instruction.trim(),
    'Answer with one JSON object of this shape (the values are only an example):',
    JSON.stringify(question.example),
  ].join('\n');
  return guarded(context, async (signal, onEvent) => {
    const { value } = await context.model.generateObject(
      {
        messages: buildMessages(context.prefix, instruction),
        label: question.label,
        lane: 'agent',
        signal,
        maxTokens: question.maxTokens + roomToThink(context),
        affinity: context.affinity,
        seed: seedOf(context.affinity, question.attempt ?? 1, 0),
        schema: question.schema,
        example: question.example,
      },
      onEvent,
    );
    return value;
  }).catch((error: unknown) => {
    if (isAnswerError(error)) return undefined;
    throw error;
  });
}

async function askForLines<T>(
  question: ObjectQuestion<T>,
  context: AgentContext,
): Promise<T | undefined> {
  const { schema, example, maxTokens } = question;
  const instruction = `${question.instruction.trim()}\n${linesPrompt(schema, example)}`;
  const messages = buildMessages(context.prefix, instruction);
  const answer = await tryOnce(question, context, messages, 0, maxTokens).catch(onlyAnswer);
  return answer instanceof CaravanError ? undefined : readLines(answer.text, schema);
}

async function tryOnce(
  question: Question,
  context: AgentContext,
  messages: readonly ChatMessage[],
  again: number,
  maxTokens: number,
): Promise<TextAnswer> {
  let text = '';
  const call = guarded(context, async (signal, onEvent): Promise<TextAnswer> => {
    const answer = await context.model.generate(
      {
        messages,
        label: question.label,
        lane: 'agent',
        signal,
        maxTokens: maxTokens + roomToThink(context),
        affinity: context.affinity,
        seed: seedOf(context.affinity, question.attempt ?? 1, again),
        ...(question.temperature !== undefined && { temperature: question.temperature }),
        isShown: question.keepCut === true,
      },
      (event) => {
        if (event.type === 'retry') text = '';
        if (event.type === 'text-delta') text += event.text;
        onEvent(event);
      },
    );
    if (answer.text.trim() !== '') return { text: answer.text, finish: answer.finish };
    throw new CaravanError('answer-empty', {
      text: userText('The model gave an empty answer.'),
      next: userText('Try again, or choose a larger model.'),
    });
  });
  return call.catch((error: unknown) => {
    const isLoop = isAnswerError(error) && error.code === 'answer-repeating';
    if (isLoop && text.trim() !== '') return { text, finish: 'repeating' };
    throw error;
  });
}

function roomToThink({ record }: AgentContext): number {
  return record?.thinks ? thinkingTokens : 0;
}

/** Runs a call that is cut off as soon as its text loops. */
async function guarded<T>(
  context: AgentContext,
  call: (signal: AbortSignal, onEvent: (event: ModelEvent) => void) => Promise<T>,
): Promise<T> {
  const derived = deriveAbort(context.signal);
  let text = '';
  let checked = 0;
  try {
    return await call(derived.signal, (event) => {
      context.emit(event);
      if (event.type === 'retry') text = '';
      if (event.type !== 'text-delta') return;
      text += event.text;
      if (text.length - checked < checkEvery) return;
      checked = text.length;
      if (isRepeating(text)) derived.controller.abort(repeatingError());
    });
  } finally {
    derived.dispose();
  }
}

function repeatingError(): CaravanError {
  return new CaravanError('answer-repeating', {
    text: userText('The model repeated itself without end.'),
    next: userText('Try again, or choose a larger model.'),
  });
}

function onlyAnswer(error: unknown): CaravanError {
  if (isAnswerError(error)) return error;
  throw error;
}

/** A seed that differs between runs and attempts but is the same when a run is resumed. */
function seedOf(affinity: string, attempt: number, again: number): number {
  let hash = 0;
  for (const character of affinity) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
  return hash + attempt * 10 + again;
}
