import { isAnswerError } from '../agents/ask.ts';
import { commentMark, fillPrompt } from '../agents/fillPrompt.ts';
import type { ChatMessage, Model, ModelEvent } from '../agents/types.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { ModelRequest } from '../llm/model.ts';
import type { InsertRequest } from './caravan.ts';
import { CodeOnly } from './codeOnly.ts';

/** Characters of the file around the cursor that the model sees: about 1,500 and 500 tokens. */
const beforeLimit = 6_000;
const afterLimit = 2_000;
const replyTokens = 1_024;

/** Who is asked for code. */
export interface InsertTarget {
  readonly model: Model;
  /** Name of the model on its server. */
  readonly name: string;
  /** It writes what belongs between two pieces of code. */
  readonly fills: boolean;
}

/**
 * Streams code for a place in a file. Yields code only: no fences, no prose. A model that fills in
 * is given what stands before and after the cursor, with the instruction as a comment; it is asked
 * in a chat when nothing comes of that, and where a language has no comments to tell it in.
 * @throws CaravanError `answer-empty` when the model gave no code; model server errors as they are.
 */
export async function* insertCode(
  target: InsertTarget,
  request: InsertRequest,
  signal: AbortSignal,
): AsyncIterable<string> {
  if (yield* filled(target, request, signal)) return;
  const filter = new CodeOnly();
  let isEmpty = true;
  const prompt = { messages: insertMessages(request) };
  for await (const event of ask(target, prompt, signal)) {
    const code = event.type === 'text-delta' ? filter.add(event.text) : '';
    if (code) {
      isEmpty &&= code.trim() === '';
      yield code;
    }
  }
  const rest = filter.end();
  if (rest) yield rest;
  if (isEmpty && rest.trim() === '') {
    throw new CaravanError('answer-empty', {
      text: userText('The model {0} answered without any code.', target.name),
      kept: userText('Your file is as it was.'),
      next: userText('Describe the code in other words, or choose a larger model.'),
      isRetryable: true,
    });
  }
}

/** @returns whether there was an answer; without one nothing was yielded. */
async function* filled(
  target: InsertTarget,
  request: InsertRequest,
  signal: AbortSignal,
): AsyncGenerator<string, boolean> {
  const mark = target.fills ? commentMark(request.languageId) : undefined;
  if (mark === undefined) return false;
  const place = { ...around(request), instruction: request.instruction };
  let isEmpty = true;
  let held = '';
  try {
    for await (const event of ask(target, fillPrompt(place, mark), signal)) {
      if (event.type === 'retry') held = '';
      if (event.type !== 'text-delta') continue;
      held += event.text;
      // Blank text alone is no answer.
      if (isEmpty && held.trim() === '') continue;
      isEmpty = false;
      yield held;
      held = '';
    }
    return !isEmpty;
  } catch (error) {
    if (isEmpty && isAnswerError(error)) return false;
    throw error;
  }
}

function ask(
  { model, name }: InsertTarget,
  prompt: Pick<ModelRequest, 'messages' | 'suffix'>,
  signal: AbortSignal,
): AsyncIterable<ModelEvent> {
  return model.stream({
    ...prompt,
    label: 'insert',
    lane: 'interactive',
    model: name,
    maxTokens: replyTokens,
    think: false,
    signal,
  });
}

/** What the model sees of the file. */
function around({ before, after }: InsertRequest): Pick<InsertRequest, 'before' | 'after'> {
  return { before: before.slice(-beforeLimit), after: after.slice(0, afterLimit) };
}

function insertMessages(request: InsertRequest): readonly ChatMessage[] {
  const { before, after } = around(request);
  const content = [
    `File ${request.path} (${request.languageId}). The cursor is at <CURSOR>:`,
    `\`\`\`${request.languageId}\n${before}<CURSOR>${after}\n\`\`\``,
    `Write the code that belongs at <CURSOR> so that it does this:\n${request.instruction}`,
    'Answer with only the new code in one fenced block. Do not repeat code that is already there.',
  ].join('\n\n');
  return [
    { role: 'system', content: 'You write code that is inserted into an editor.' },
    { role: 'user', content },
  ];
}
