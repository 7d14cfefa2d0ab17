import { raceAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CaravanError, type ErrorInfo } from '../base/errors.ts';

/** How a host is doing, for its badge. */
export type HostState = 'up' | 'slow' | 'unstable' | 'down';

/** Failures in a row that open the circuit. */
const failureLimit = 5;
/** First and longest time a circuit stays open, milliseconds; doubled each time, jittered. */
const openTime = { first: 5_000, most: 60_000 };
/** Milliseconds for which a failure or a time-out colours the badge. */
const memory = 60_000;

/** Failures that say something about the host, not about the request. */
const hostFaults: ReadonlySet<string> = new Set([
  'host-unreachable',
  'host-not-found',
  'host-timeout',
  'host-tls',
  'host-failed',
  'not-a-model-server',
  'protocol-error',
  'stream-interrupted',
  'stream-incomplete',
  'stream-stalled',
]);

/**
 * A circuit breaker that orders instead of forbidding: an open circuit makes a host the last
 * choice, with one probe at a time. Cancellations, 4xx and busy answers never count.
 *
 * cockatiel's (3.2) does not fit: while open it throws instead of trying the one host there is,
 * whether a probe is due shows only by executing one, after the host was chosen, a probe that is
 * cancelled closes it, and it reads the wall clock.
 */
export class HostHealth {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #openings = 0;
  #openUntil = 0;
  #probing = false;
  /** The host has asked to be left alone until then. */
  #coolUntil = 0;
  #lastSuccess = -Infinity;
  #lastFailure = -Infinity;
  #lastSlow = -Infinity;
  #problem: ErrorInfo | undefined;
  /** Ends with what the one call meets that tries a failed host; `left`: it was cancelled. */
  #trial: PromiseWithResolvers<CaravanError | 'left' | undefined> | undefined;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether calls should go elsewhere if they can. */
  get isAvoided(): boolean {
    if (this.#clock.now() < this.#coolUntil) return true;
    if (this.#openUntil === 0) return false;
    return this.#probing || this.#clock.now() < this.#openUntil;
  }

  get state(): HostState {
    const now = this.#clock.now();
    const failedLast = this.#lastFailure > this.#lastSuccess;
    if (this.#openUntil > 0 && failedLast) return 'down';
    const failedLately = now - this.#lastFailure < memory;
    if (failedLately && now - this.#lastSuccess < memory) return 'unstable';
    if (failedLast && failedLately) return 'down';
    return now - this.#lastSlow < memory ? 'slow' : 'up';
  }

  /** The last failure, while it is the last thing that happened. */
  get problem(): ErrorInfo | undefined {
    return this.#lastFailure > this.#lastSuccess ? this.#problem : undefined;
  }

  /** Answered within the last minute: a refused connection may be a restart. */
  get wasUpLately(): boolean {
    return this.#clock.now() - this.#lastSuccess < memory;
  }

  /** A call begins; on an open circuit it is the one probe. @returns whether it became that now. */
  begin(): boolean {
    if (this.#openUntil === 0 || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  /**
   * With a permit in hand: while the circuit is open one call tries, and the others wait for what
   * it meets, so that a host which is down is not asked by all of them.
   * @returns the failure it met, for those that waited; undefined: go ahead.
   */
  async turn(signal: AbortSignal | undefined): Promise<CaravanError | undefined> {
    while (this.#openUntil > 0) {
      if (!this.#trial) {
        this.#trial = Promise.withResolvers();
        return undefined;
      }
      const met = await raceAbort(this.#trial.promise, signal);
      if (met !== 'left') return met;
    }
    return undefined;
  }

  /** An answer begins: nobody has to wait for its end. */
  answered(): void {
    this.#trial?.resolve(undefined);
  }

  succeeded(): void {
    this.#endTrial(undefined);
    this.#lastSuccess = this.#clock.now();
    this.#failures = 0;
    this.#openings = 0;
    this.#openUntil = 0;
    this.#probing = false;
  }

  /** Takes the outcome of a call that failed, whatever it was. */
  failed(error: unknown): void {
    this.#probing = false;
    if (!(error instanceof CaravanError)) return this.#endTrial('left');
    this.#endTrial(hostFaults.has(error.code) ? error : undefined);
    const now = this.#clock.now();
    const { retryAfterMs } = error.data;
    if (typeof retryAfterMs === 'number') this.#coolUntil = now + retryAfterMs;
    // That this machine slept says nothing about the host.
    if (!hostFaults.has(error.code) || error.data['slept'] === true) return;
    if (error.data['clock'] === 'firstByte') this.#lastSlow = now;
    this.#lastFailure = now;
    this.#problem = error.toInfo();
    this.#failures++;
    if (this.#failures < failureLimit) return;
    const span = Math.min(openTime.most, openTime.first * 2 ** this.#openings++);
    this.#openUntil = now + span * (0.5 + this.#random() / 2);
  }

  #endTrial(met: CaravanError | 'left' | undefined): void {
    this.#trial?.resolve(met);
    this.#trial = undefined;
  }
}
