import type { ErrorCode } from '../base/errors.ts';
import type { KeptTexts } from './callTexts.ts';
import type { LaneName } from './lanes.ts';

/**
 * What is kept of one call: plain JSON. Durations are milliseconds. Prompt and reply are there only
 * while the user asks for them.
 */
export interface CallRecord extends Partial<KeptTexts> {
  readonly id: number;
  /** Wall-clock milliseconds at which the call was made. */
  readonly at: number;
  readonly label: string;
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
  readonly bytes: number;
  readonly outcome: 'done' | 'cancelled' | ErrorCode;
}

/** The last calls, oldest first. */
export class TraceRing {
  readonly #size: number;
  readonly #records: CallRecord[] = [];
  readonly #texts = new Map<number, KeptTexts>();
  #keepsTexts = false;
  #next = 0;

  /** @param size records kept. */
  constructor(size = 500) {
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
    if (this.#records.length <= this.#size) return;
    const oldest = this.#records.shift();
    if (oldest) this.#texts.delete(oldest.id);
  }

  records(): readonly CallRecord[] {
    return this.#records.map((record) => ({ ...record, ...this.#texts.get(record.id) }));
  }
}
