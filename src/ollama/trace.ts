import type { ErrorCode } from '../base/errors.ts';
import type { LaneName } from './lanes.ts';

/** What is kept of one call: plain JSON, no prompts. Durations are milliseconds. */
export interface CallRecord {
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
  #next = 0;

  /** @param size records kept. */
  constructor(size = 500) {
    this.#size = size;
  }

  nextId(): number {
    return this.#next++;
  }

  add(record: CallRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#size) this.#records.shift();
  }

  records(): readonly CallRecord[] {
    return [...this.#records];
  }
}
