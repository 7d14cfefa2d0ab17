import { isAbortError } from '../base/abort.ts';
import { CaravanError, type ErrorCode } from '../base/errors.ts';
import type { KeptTexts } from './callTexts.ts';
import type { LaneName } from './lanes.ts';

/** What a call was for. */
export type CallKind = 'chat' | 'embed' | 'pull' | 'delete';

/**
 * What is kept of one call: plain JSON. Durations are milliseconds. Prompt and reply are there only
 * while the user asks for them.
 */
export interface CallRecord extends Partial<KeptTexts> {
  readonly id: number;
  /** `embed`: one batch of texts. */
  readonly kind: CallKind;
  /** Wall-clock milliseconds at which the call was made. */
  readonly at: number;
  readonly label: string;
  /** Only chats and batches of texts wait in it for a permit. */
  readonly lane: LaneName;
  readonly model: string;
  /** The host that was tried last. */
  readonly host: string;
  readonly attempts: number;
  /** The model had to be loaded first. */
  readonly cold: boolean;
  readonly queuedMs: number;
  /** From the permit to the request on the wire. */
  readonly connectMs: number;
  /** From there to the first piece of the answer. */
  readonly firstTokenMs: number;
  /** From the first piece to the end. */
  readonly replyMs: number;
  readonly totalMs: number;
  readonly promptTokens: number;
  readonly replyTokens: number;
  /** Of the reply as it came over the wire; what a server downloads is not among them. */
  readonly bytes: number;
  readonly outcome: 'done' | 'cancelled' | ErrorCode;
}

/** When the phases of a call began, in milliseconds of the clock; 0 = never. */
export interface CallMarks {
  readonly madeAt: number;
  readonly permitAt: number;
  readonly sentAt: number;
  readonly firstAt: number;
}

/** How long the phases of a call that ends now have taken. */
export function durations(
  { madeAt, permitAt, sentAt, firstAt }: CallMarks,
  now: number,
): Pick<CallRecord, 'connectMs' | 'firstTokenMs' | 'replyMs' | 'totalMs'> {
  const sent = sentAt || now;
  const first = firstAt || now;
  return {
    connectMs: permitAt === 0 ? 0 : sent - permitAt,
    firstTokenMs: first - sent,
    replyMs: now - first,
    totalMs: now - madeAt,
  };
}

/** How a call that failed is recorded; whatever comes after an abort is its doing. */
export function outcomeOf(error: unknown, signal: AbortSignal | undefined): CallRecord['outcome'] {
  if (isAbortError(error) || signal?.aborted) return 'cancelled';
  return error instanceof CaravanError ? error.code : 'internal';
}

/** The last calls, oldest first. */
export class TraceRing {
  readonly #size: number;
  readonly #onAdd: ((record: CallRecord) => void) | undefined;
  readonly #records: CallRecord[] = [];
  readonly #texts = new Map<number, KeptTexts>();
  #keepsTexts = false;
  #next = 0;

  /**
   * @param onAdd told every record, without prompt and reply.
   * @param size records kept.
   */
  constructor(onAdd?: (record: CallRecord) => void, size = 500) {
    this.#onAdd = onAdd;
    this.#size = size;
  }

  nextId(): number {
    return this.#next++;
  }

  /** Are prompts and replies kept? Turned off, those kept so far are forgotten. */
  get keepsTexts(): boolean {
    return this.#keepsTexts;
  }

  set keepsTexts(keeps: boolean) {
    this.#keepsTexts = keeps;
    if (!keeps) this.#texts.clear();
  }

  add(record: CallRecord, texts?: KeptTexts): void {
    this.#records.push(record);
    if (texts && this.#keepsTexts) this.#texts.set(record.id, texts);
    if (this.#records.length > this.#size) {
      const oldest = this.#records.shift();
      if (oldest) this.#texts.delete(oldest.id);
    }
    this.#onAdd?.(record);
  }

  records(): readonly CallRecord[] {
    return this.#records.map((record) => ({ ...record, ...this.#texts.get(record.id) }));
  }
}
