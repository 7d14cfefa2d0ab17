import type { ChatChunk } from './answerReader.ts';
import type { WireMessage } from './wire.ts';

/** Characters kept of what a call was sent, and as many of what came: about 100 kB of code. */
const limit = 50_000;

/** A message as it is kept. */
export type KeptMessage = { readonly role: string; readonly content: string };

/** What a call was sent and what came, for the trace; only where the user asks for it. */
export interface KeptTexts {
  readonly prompt: readonly KeptMessage[];
  readonly reply: string;
  readonly thinking?: string;
  /** More was sent or came than is kept. */
  readonly isCut?: true;
}

/** Collects the texts of one call, within bounds. */
export class CallTexts {
  readonly #prompt: readonly KeptMessage[];
  #reply = '';
  #thinking = '';
  #isCut: boolean;

  constructor(messages: readonly WireMessage[]) {
    this.#prompt = lastOf(messages);
    this.#isCut = sizeOf(messages) > limit;
  }

  add(chunks: readonly ChatChunk[]): void {
    for (const { text, thinking } of chunks) {
      this.#reply += this.#room(text);
      this.#thinking += this.#room(thinking);
    }
  }

  /** What came is no part of the answer. */
  restart(): void {
    this.#reply = '';
    this.#thinking = '';
  }

  get kept(): KeptTexts {
    return {
      prompt: this.#prompt,
      reply: this.#reply,
      ...(this.#thinking !== '' && { thinking: this.#thinking }),
      ...(this.#isCut && { isCut: true }),
    };
  }

  #room(text: string): string {
    const room = limit - this.#reply.length - this.#thinking.length;
    if (text.length <= room) return text;
    this.#isCut = true;
    return text.slice(0, room);
  }
}

/** The end of a prompt tells calls apart: they share their beginning. */
function lastOf(messages: readonly WireMessage[]): readonly KeptMessage[] {
  const kept: KeptMessage[] = [];
  let room = limit;
  for (const { role, content } of messages.toReversed()) {
    if (room === 0) break;
    kept.unshift({ role, content: content.slice(-room) });
    room -= Math.min(room, content.length);
  }
  return kept;
}

function sizeOf(messages: readonly WireMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}
