import type { Clock } from '../base/clock.ts';

/** Most permits `auto` gives one host. */
export const autoCeiling = 8;
/** How much faster one permit more must make the host to be worth it. */
const worth = 1.05;
/** Windows over which the rate of a level is smoothed: one alone may be 10 % off by chance. */
const memory = 8;
/** Calls a permit that a level is measured by. */
const callsPerPermit = 3;
/** Milliseconds after which a level that was no gain is tried again: doubled each time, up to the last. */
const forget = { first: 5_000, last: 300_000 };

interface Rate {
  readonly value: number;
  readonly windows: number;
}

/**
 * Finds the number of calls a host does best at once: starts at 1, one more while that measurably
 * raises the tokens per second, back when it does not, halved when the server says it is busy.
 */
export class AutoPermits {
  readonly #clock: Clock;
  readonly #resize: (permits: number) => void;
  #permits = 1;
  /** Tokens per millisecond of each level, smoothed over its last windows. */
  readonly #rates = new Map<number, Rate>();
  #tokens = 0;
  #calls = 0;
  #since: number | undefined;
  /** Calls still to end before a level is measured: a slot new in use reads its first prompt anew. */
  #settling = 1;
  #noGainAt = Infinity;
  #noGainUntil = 0;
  #forgetMs = forget.first;

  constructor(clock: Clock, resize: (permits: number) => void) {
    this.#clock = clock;
    this.#resize = resize;
  }

  get permits(): number {
    return this.#permits;
  }

  /** A call has ended well. `saturated`: all permits were in use and more calls waited. */
  finished(tokens: number, saturated: boolean): void {
    const now = this.#clock.now();
    // A window without a queue says nothing about what the host could do.
    if (!saturated) return this.#restart(undefined);
    if (this.#settling > 0 || this.#since === undefined) {
      this.#settling = Math.max(0, this.#settling - 1);
      return this.#restart(now);
    }
    this.#tokens += tokens;
    this.#calls++;
    if (this.#calls < this.#permits * callsPerPermit) return;
    const rate = this.#smooth(this.#tokens / Math.max(1, now - this.#since));
    const below = this.#rates.get(this.#permits - 1)?.value ?? 0;
    if (rate < below * worth) {
      // One verdict may be chance: answers differ, and so do prompts the server remembers.
      if (this.#permits !== this.#noGainAt) this.#forgetMs = forget.first;
      this.#noGainAt = this.#permits;
      this.#noGainUntil = now + this.#forgetMs;
      this.#forgetMs = Math.min(forget.last, this.#forgetMs * 2);
      return this.#set(this.#permits - 1);
    }
    const next = this.#permits + 1;
    if (next > autoCeiling || (next >= this.#noGainAt && now < this.#noGainUntil)) {
      return this.#restart(now);
    }
    this.#set(next);
  }

  /** The server turned a call away. */
  busy(): void {
    this.#noGainAt = Math.max(2, this.#permits);
    this.#noGainUntil = this.#clock.now() + forget.last;
    this.#rates.clear();
    this.#set(Math.max(1, Math.floor(this.#permits / 2)));
  }

  /** Takes the rate of one window for the level there is; returns that of its last windows. */
  #smooth(rate: number): number {
    const { value, windows } = this.#rates.get(this.#permits) ?? { value: 0, windows: 0 };
    const counted = Math.min(memory, windows + 1);
    const smoothed = value + (rate - value) / counted;
    this.#rates.set(this.#permits, { value: smoothed, windows: counted });
    return smoothed;
  }

  #set(permits: number): void {
    if (permits !== this.#permits) {
      this.#permits = permits;
      this.#settling = permits;
      this.#resize(permits);
    }
    this.#restart(this.#clock.now());
  }

  #restart(since: number | undefined): void {
    this.#since = since;
    this.#tokens = 0;
    this.#calls = 0;
  }
}
