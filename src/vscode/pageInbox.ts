import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

/** Messages a page may send at once, and how many more each second; typing sends ten a second. */
const burst = 200;
const perSecond = 50;

/** Why a message was not taken. */
export type DropReason = 'it fits no schema' | 'too many came at once';

/** Counts what a page sends and lets no flood through; what is dropped is counted and logged. */
export class PageInbox {
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'warn'>;
  #room = burst;
  #filledAt: number;
  #dropped = 0;

  constructor(clock: Clock, log: Pick<Logger, 'warn'>) {
    this.#clock = clock;
    this.#log = log;
    this.#filledAt = clock.now();
  }

  /** How many messages of the page were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** True when there is room for one more message, which takes it. */
  admit(): boolean {
    const now = this.#clock.now();
    this.#room = Math.min(burst, this.#room + ((now - this.#filledAt) * perSecond) / 1000);
    this.#filledAt = now;
    if (this.#room < 1) return false;
    this.#room -= 1;
    return true;
  }

  /** Counts a message that was not taken; the log has the 1st, 2nd, 4th, 8th …: a flood must not fill it. */
  drop(reason: DropReason): void {
    this.#dropped += 1;
    if (!Number.isInteger(Math.log2(this.#dropped))) return;
    this.#log.warn(`A message of the view was dropped: ${reason} (${this.#dropped} so far).`);
  }
}
