import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** What a deadline is for: the step a call is at, or the call as a whole. */
export type DeadlineName = 'step' | 'total';

/**
 * The two deadlines of a call over one timer. Most deadlines are put off long before they are due:
 * the timer stays where it is and looks again when it fires, so that putting off costs nothing.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #onMissed: (name: DeadlineName, lateMs: number) => void;
  #step = Infinity;
  #total = Infinity;
  #timer: Disposable | undefined;
  #firesAt = Infinity;

  /** @param onMissed told which deadline has passed, and how many milliseconds ago. */
  constructor(clock: Clock, onMissed: (name: DeadlineName, lateMs: number) => void) {
    this.#clock = clock;
    this.#onMissed = onMissed;
  }

  /** Sets a deadline so many milliseconds from now in place of the one before; 0 = none. */
  set(name: DeadlineName, milliseconds: number): void {
    const at = milliseconds > 0 ? this.#clock.now() + milliseconds : Infinity;
    if (name === 'step') this.#step = at;
    else this.#total = at;
    this.#watch();
  }

  /** No deadline is left. */
  clear(): void {
    this.#step = this.#total = this.#firesAt = Infinity;
    this.#timer?.dispose();
  }

  #watch(): void {
    const next = Math.min(this.#step, this.#total);
    if (next >= this.#firesAt) return;
    this.#timer?.dispose();
    this.#firesAt = next;
    const wait = Math.max(0, next - this.#clock.now());
    this.#timer = this.#clock.setTimeout(() => this.#look(), wait);
  }

  #look(): void {
    this.#firesAt = Infinity;
    const now = this.#clock.now();
    const { step, total } = { step: this.#step, total: this.#total };
    if (total <= now) this.#miss('total', now - total);
    else if (step <= now) this.#miss('step', now - step);
    this.#watch();
  }

  #miss(name: DeadlineName, lateMs: number): void {
    this.set(name, 0);
    this.#onMissed(name, lateMs);
  }
}
