import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { ChatMessage } from './model.ts';

// Without the model's tokenizer only the extremes are sure: no text of a language or of code is
// packed tighter than the first, and none that a server read whole tighter than the second.
const charactersPerToken = { surelyTooLong: 7, surelyCut: 12 };
/** Prompts shorter than this are not judged. */
const judged = 2_000;

/** Characters that cost tokens: runs of white space are read as one or two. */
function weigh(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.replace(/\s+/g, ' ').length, 0);
}

/**
 * Checks a prompt before it is sent.
 * @throws CaravanError `context-overflow` when it cannot fit, however well it is packed.
 */
export function checkBudget(messages: readonly ChatMessage[], contextLength: number): void {
  const tokens = Math.ceil(weigh(messages) / charactersPerToken.surelyTooLong);
  if (tokens > contextLength) throw overflow(tokens, contextLength);
}

/**
 * Checks what the server says it read: Ollama cuts a prompt that is too long without a word.
 * @throws CaravanError `context-overflow` when it read less than it was sent.
 */
export function checkTruncation(
  messages: readonly ChatMessage[],
  promptTokens: number,
  contextLength: number,
): void {
  const characters = weigh(messages);
  // Some versions leave the count out when the prompt was cached: 0 says nothing.
  if (promptTokens === 0 || characters < judged) return;
  const packed = characters / promptTokens > charactersPerToken.surelyCut;
  if (promptTokens < contextLength && !packed) return;
  throw overflow(Math.max(promptTokens + 1, Math.ceil(characters / 4)), promptTokens);
}

function overflow(needed: number, fits: number): CaravanError {
  return new CaravanError('context-overflow', {
    text: userText(
      'The context did not fit: about {0} tokens sent, {1} can be read.',
      needed,
      fits,
    ),
    next: userText('Shorten the task or raise the setting caravan.contextLength.'),
    data: { needed, fits },
  });
}
