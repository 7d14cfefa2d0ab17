import type { RunOutcome, SourceFile } from '../app/index.ts';
import { modes } from '../base/task.ts';
import type { QueuedMessage } from '../protocol/messages.ts';

/** How a run may end for the message that waits for it to be sent. */
const goesOn: readonly RunOutcome[] = ['done', 'answered', 'unusable'];

/** A message that waits, with what it mentions of the moment it was written. */
export interface WaitingMessage {
  readonly message: QueuedMessage;
  readonly attachments: readonly SourceFile[];
  /** It waited before the window was loaded: what it mentions is looked for when it is sent. */
  readonly isFromBefore?: boolean;
}

/** Where messages that wait outlive the window, by conversation. */
export interface KeptMessages {
  /** What the last window left, in whatever form. */
  read(): unknown;
  write(messages: Readonly<Record<string, QueuedMessage>>): void;
}

/** One message a conversation, sent when the run before it has ended well. */
export class ChatQueue {
  readonly #waiting: Map<string, WaitingMessage>;
  readonly #kept: KeptMessages;

  constructor(kept: KeptMessages) {
    this.#kept = kept;
    this.#waiting = new Map(
      messagesIn(kept.read()).map(([id, message]) => [
        id,
        { message, attachments: [], isFromBefore: true },
      ]),
    );
  }

  get(conversationId: string): QueuedMessage | undefined {
    return this.#waiting.get(conversationId)?.message;
  }

  /** A second message joins the one that waits. */
  add(conversationId: string, { message, attachments, isFromBefore }: WaitingMessage): void {
    const before = this.#waiting.get(conversationId);
    const text = before ? `${before.message.text}\n\n${message.text}` : message.text;
    this.#waiting.set(conversationId, {
      message: { ...message, text },
      attachments: [...(before?.attachments ?? []), ...attachments],
      ...((isFromBefore ?? before?.isFromBefore) && { isFromBefore: true }),
    });
    this.#keep();
  }

  /** Takes the message out; undefined when none waits. */
  take(conversationId: string): WaitingMessage | undefined {
    const waiting = this.#waiting.get(conversationId);
    if (this.#waiting.delete(conversationId)) this.#keep();
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

  #keep(): void {
    const texts = [...this.#waiting].map(([id, { message }]) => [id, message] as const);
    this.#kept.write(Object.fromEntries(texts));
  }
}

/** The messages in what was kept; anything else in it is left out. */
function messagesIn(kept: unknown): readonly (readonly [id: string, message: QueuedMessage])[] {
  if (typeof kept !== 'object' || kept === null) return [];
  return Object.entries(kept).flatMap(([id, message]: [string, unknown]) =>
    isMessage(message) ? [[id, { text: message.text, mode: message.mode }] as const] : [],
  );
}

function isMessage(value: unknown): value is QueuedMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { text, mode } = value as Partial<Record<keyof QueuedMessage, unknown>>;
  return typeof text === 'string' && modes.some((known) => known === mode);
}
