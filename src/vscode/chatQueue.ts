import type { Mode, RunOutcome, SourceFile } from '../app/index.ts';
import type { QueuedMessage } from '../protocol/messages.ts';

/** How a run may end for the message that waits for it to be sent. */
const goesOn: readonly RunOutcome[] = ['done', 'answered', 'unusable'];

/** A message that waits, with what it mentions of the moment it was written. */
export interface WaitingMessage {
  readonly message: QueuedMessage;
  readonly attachments: readonly SourceFile[];
}

/** One message a conversation, sent when the run before it has ended well. */
export class ChatQueue {
  readonly #waiting = new Map<string, WaitingMessage>();

  get(conversationId: string): QueuedMessage | undefined {
    return this.#waiting.get(conversationId)?.message;
  }

  /** A second message joins the one that waits. */
  add(
    conversationId: string,
    text: string,
    mode: Mode,
    attachments: readonly SourceFile[] = [],
  ): void {
    const before = this.#waiting.get(conversationId);
    const joined = before ? `${before.message.text}\n\n${text}` : text;
    this.#waiting.set(conversationId, {
      message: { text: joined, mode },
      attachments: [...(before?.attachments ?? []), ...attachments],
    });
  }

  /** Takes the message out; undefined when none waits. */
  take(conversationId: string): WaitingMessage | undefined {
    const waiting = this.#waiting.get(conversationId);
    this.#waiting.delete(conversationId);
    return waiting;
  }

  /** What happens to the message of a conversation whose run has ended. */
  afterRun(
    conversationId: string,
    outcome: RunOutcome,
  ): (WaitingMessage & { readonly isSent: boolean }) | undefined {
    const waiting = this.take(conversationId);
    return waiting && { ...waiting, isSent: goesOn.includes(outcome) };
  }
}
