import { CaravanError } from '../base/errors.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { ChatMessage } from './model.ts';

// Without the model's tokenizer only the extremes are sure: no text of a language or of code is
// packed tighter than the first, and none that a server read whole tighter than the second.
const charactersPerToken = { surelyTooLong: 7, surelyCut: 12 };
/** Bytes a token has, about: letters beyond ASCII take two or three, and more tokens. */
const bytesPerToken = 3.5;
/** Prompts shorter than this are not judged. */
const judged = 2_000;
/** Tokens a reply gets room for when the caller names no limit. */
const usualReply = 1_024;

/** What to do about a call that needs so many tokens. */
export type Advice = (needed: number) => UserText;

/** Spaces that cost tokens: runs of them are read as one or two. */
function squeeze(content: string): string {
  return content.replace(/\s+/g, ' ');
}

/** Characters that cost tokens. */
function weigh(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + squeeze(content).length, 0);
}

/** Tokens that a prompt and its reply need, about. */
export function estimateNeed(messages: readonly ChatMessage[], maxTokens = usualReply): number {
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(squeeze(content)), 0);
  return Math.ceil(bytes / bytesPerToken) + maxTokens;
}

/**
 * Checks prompt and reply before they are sent. Half of the reply's limit has to fit: callers leave
 * room to spare.
 * @throws CaravanError `context-overflow` when they cannot fit, however well they are packed.
 */
export function checkBudget(
  messages: readonly ChatMessage[],
  maxTokens: number | undefined,
  contextLength: number,
  advice: Advice,
): void {
  const tokens = Math.ceil(weigh(messages) / charactersPerToken.surelyTooLong);
  const reply = Math.ceil((maxTokens ?? 0) / 2);
  if (tokens + reply <= contextLength) return;
  const needed = estimateNeed(messages, maxTokens);
  throw new CaravanError('context-overflow', {
    text: userText(
      'The context does not fit: about {0} tokens to read and {1} to write, where {2} are possible in all.',
      needed - (maxTokens ?? usualReply),
      maxTokens ?? usualReply,
      contextLength,
    ),
    next: advice(needed),
    data: { needed, fits: contextLength },
  });
}

/**
 * Checks what the server says it read: Ollama cuts a prompt that is too long without a word.
 * @throws CaravanError `context-overflow` when it read less than it was sent.
 */
export function checkTruncation(
  messages: readonly ChatMessage[],
  promptTokens: number,
  contextLength: number,
  advice: Advice,
): void {
  const characters = weigh(messages);
  // Some versions leave the count out when the prompt was cached: 0 says nothing.
  if (promptTokens === 0 || characters < judged) return;
  const packed = characters / promptTokens > charactersPerToken.surelyCut;
  if (promptTokens < contextLength && !packed) return;
  const needed = Math.max(promptTokens + 1, Math.ceil(characters / 4));
  throw new CaravanError('context-overflow', {
    text: userText(
      'The context did not fit: about {0} tokens sent, {1} can be read.',
      needed,
      promptTokens,
    ),
    next: advice(needed),
    data: { needed, fits: promptTokens },
  });
}
