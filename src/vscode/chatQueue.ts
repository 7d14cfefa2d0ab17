import type { Mode, RunOutcome } from '../app/index.ts';
import type { QueuedMessage } from '../protocol/messages.ts';

/** How a run may end for the message that waits for it to be sent. */
const goesOn: readonly RunOutcome[] = ['done', 'answered', 'unusable'];

/** One message a conversation, sent when the run before it has ended well. */
export class ChatQueue {
  readonly #waiting = new Map<string, QueuedMessage>();

  get(conversationId: string): QueuedMessage | undefined {
    return this.#waiting.get(conversationId);
  }

  /** A second message joins the one that waits. */
  add(conversationId: string, text: string, mode: Mode): void {
    const before = this.#waiting.get(conversationId);
    const joined = before ? `${before.text}\n\n${text}` : text;
    this.#waiting.set(conversationId, { text: joined, mode });
  }

  /** Takes the message out; undefined when none waits. */
  take(conversationId: string): QueuedMessage | undefined {
    const message = this.#waiting.get(conversationId);
    this.#waiting.delete(conversationId);
    return message;
  }

  /** What happens to the message of a conversation whose run has ended. */
  afterRun(
    conversationId: string,
    outcome: RunOutcome,
  ): { readonly message: QueuedMessage; readonly isSent: boolean } | undefined {
    const message = this.take(conversationId);
    return message && { message, isSent: goesOn.includes(outcome) };
  }
}
