import type { Clock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #time = 0;
  #asleep = 0;

  /** Timers that have neither fired nor been disposed. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until each pending timer fires, soonest first. */
  get delays(): readonly number[] {
    return [...this.#timers].map((timer) => timer.at - this.#time).sort((a, b) => a - b);
  }

  now(): number {
    return this.#time;
  }

  wallNow(): number {
    return 1_700_000_000_000 + this.#time + this.#asleep;
  }

  setTimeout(callback: () => void, milliseconds: number): Disposable {
    const timer = { at: this.#time + milliseconds, callback };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  }

  /** The machine sleeps as Linux and macOS do: only the wall clock goes on. */
  sleep(milliseconds: number): void {
    this.#asleep += milliseconds;
  }

  /** Time has passed unseen, as while a laptop slept: what is due fires late, all at once. */
  async jump(milliseconds: number): Promise<void> {
    this.#time += milliseconds;
    await this.advance(0);
  }

  /** Moves time on and fires what is due, in order, letting promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      const next = due[0];
      if (!next) break;
      this.#time = Math.max(this.#time, next.at);
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#time = end;
    await settle();
  }
}

/** Lets everything that is already due run: microtasks and one turn of the event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
