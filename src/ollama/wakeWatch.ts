import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** Milliseconds between two looks at the wall clock while calls run. */
const interval = 5_000;
/** What comes so much later (ms) than it was due: the machine slept, or its clock was set. */
export const awayTime = 30_000;
/** Connections that were idle for so long (wall-clock ms) are not trusted: no timer runs asleep. */
const idleTime = 60_000;

/**
 * Notices that the machine has slept: the monotonic clock and all timers may have stood still
 * meanwhile, and connections to other machines may be dead without a word. Looks only while calls
 * run, and when one begins after a pause.
 */
export class WakeWatch {
  readonly #clock: Clock;
  readonly #onWake: () => void;
  readonly #listeners = new Set<() => void>();
  #timer: Disposable | undefined;
  #lookedAt: number;

  /** @param onWake gets to know first, before any call does. */
  constructor(clock: Clock, onWake: () => void) {
    this.#clock = clock;
    this.#onWake = onWake;
    this.#lookedAt = clock.wallNow();
  }

  /** To be called before a connection is taken: idle ones may have been slept over. */
  beforeCall(): void {
    const isIdle = this.#listeners.size === 0;
    if (isIdle && this.#clock.wallNow() - this.#lookedAt > idleTime) this.#onWake();
  }

  /** Tells a call that runs when the machine has slept, until it is disposed. */
  during(listener: () => void): Disposable {
    if (this.#listeners.size === 0) this.#look();
    this.#listeners.add(listener);
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size > 0) return;
        this.#timer?.dispose();
        this.#lookedAt = this.#clock.wallNow();
      },
    };
  }

  #look(): void {
    this.#lookedAt = this.#clock.wallNow();
    this.#timer = this.#clock.setTimeout(() => this.#check(), interval);
  }

  #check(): void {
    const hasSlept = this.#clock.wallNow() - this.#lookedAt > awayTime;
    this.#look();
    if (!hasSlept) return;
    this.#onWake();
    for (const listener of [...this.#listeners]) listener();
  }
}
