import type { Clock } from '../base/clock.ts';

/** Most permits `auto` gives one host. */
export const autoCeiling = 8;
/** How much faster one permit more must make the host to be worth it. */
const worth = 1.05;
/** Calls a permit that a level is measured by. */
const callsPerPermit = 3;
/** Milliseconds after which a level that was no gain is tried again: doubled each time, up to the last. */
const forget = { first: 5_000, last: 300_000 };

/**
 * Finds the number of calls a host does best at once: starts at 1, one more while that measurably
 * raises the tokens per second, back when it does not, halved when the server says it is busy.
 */
export class AutoPermits {
  readonly #clock: Clock;
  readonly #resize: (permits: number) => void;
  #permits = 1;
  /** Tokens per millisecond measured at the level below. */
  #below = 0;
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
    const rate = this.#tokens / Math.max(1, now - this.#since);
    if (this.#permits > 1 && rate < this.#below * worth) {
      // One verdict may be chance: answers differ, and so do prompts the server remembers.
      if (this.#permits !== this.#noGainAt) this.#forgetMs = forget.first;
      this.#noGainAt = this.#permits;
      this.#noGainUntil = now + this.#forgetMs;
      this.#forgetMs = Math.min(forget.last, this.#forgetMs * 2);
      this.#below = 0;
      return this.#set(this.#permits - 1);
    }
    const next = this.#permits + 1;
    if (next > autoCeiling || (next >= this.#noGainAt && now < this.#noGainUntil)) {
      return this.#restart(now);
    }
    this.#below = rate;
    this.#set(next);
  }

  /** The server turned a call away. */
  busy(): void {
    this.#noGainAt = Math.max(2, this.#permits);
    this.#noGainUntil = this.#clock.now() + forget.last;
    this.#below = 0;
    this.#set(Math.max(1, Math.floor(this.#permits / 2)));
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
