import type { ChatMessage, Model } from '../agents/types.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { InsertRequest } from './caravan.ts';
import { CodeOnly } from './codeOnly.ts';

/** Characters of the file around the cursor that the model sees: about 1,500 and 500 tokens. */
const beforeLimit = 6_000;
const afterLimit = 2_000;
const replyTokens = 1_024;

/**
 * Streams code for a place in a file. Yields code only: no fences, no prose.
 * @throws CaravanError `answer-empty` when the model gave no code; model server errors as they are.
 */
export async function* insertCode(
  model: Model,
  modelName: string,
  request: InsertRequest,
  signal: AbortSignal,
): AsyncIterable<string> {
  const filter = new CodeOnly();
  let isEmpty = true;
  const events = model.stream({
    messages: insertMessages(request),
    label: 'insert',
    lane: 'interactive',
    model: modelName,
    maxTokens: replyTokens,
    think: false,
    signal,
  });
  for await (const event of events) {
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
      text: userText('The model {0} answered without any code.', modelName),
      kept: userText('Your file is as it was.'),
      next: userText('Describe the code in other words, or choose a larger model.'),
      isRetryable: true,
    });
  }
}

function insertMessages(request: InsertRequest): readonly ChatMessage[] {
  const before = request.before.slice(-beforeLimit);
  const after = request.after.slice(0, afterLimit);
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
