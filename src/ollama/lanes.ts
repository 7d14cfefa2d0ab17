import pLimit, { type LimitFunction } from 'p-limit';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { WaitingLine, type Place } from './waitingLine.ts';

/** Lanes in order of urgency. */
export const laneNames = ['interactive', 'agent', 'background'] as const;
/** How urgent a call is; see {@link laneNames}. */
export type LaneName = (typeof laneNames)[number];

/** The right to have one call running; give it back exactly when the call has ended. */
export interface Permit {
  /** Milliseconds spent waiting for it. */
  readonly waitedMs: number;
  /** Gives it back; more than once does nothing. */
  release(): void;
}

/** Who wants a permit. */
export interface AcquireOptions {
  readonly lane: LaneName;
  readonly signal?: AbortSignal;
  /** Told the place in the queue when the caller has to wait; 1 = next. */
  readonly onQueued?: (position: number) => void;
  /** A newer waiter with the same key drops the older ones: for inline completion. */
  readonly newestOf?: string;
}

interface Waiter extends Place {
  readonly options: AcquireOptions;
  readonly since: number;
  readonly resolve: (permit: Permit) => void;
  readonly reject: (reason: Error) => void;
  abort: Disposable | undefined;
}

type Lane = WaitingLine<Waiter>;

/** After this many turns given to more urgent lanes a waiting lane gets one (measured: enough). */
const patience = 8;
const nowhere: Place = { previous: undefined, next: undefined, isTaken: false };
/** Only the front of the queue is told when it moves. */
const toldPositions = 10;

/**
 * Admission to one host: p-limit is the semaphore, the lanes in front decide who is next. An
 * aborted waiter leaves at once. Within a lane first come, first served.
 */
export class Lanes {
  readonly #clock: Clock;
  readonly #limit: LimitFunction;
  readonly #waiting: readonly Lane[] = laneNames.map(() => new WaitingLine<Waiter>());
  readonly #skipped = laneNames.map(() => 0);
  #reserved: number;
  /** Permits given or about to be given. */
  #running = 0;
  #othersRunning = 0;
  /** Thunks given to p-limit that have not begun. */
  #scheduled = 0;
  #closed: Error | undefined;

  /** @param reserved permits kept free for the interactive lane; at least one stays for others. */
  constructor(permits: number, clock: Clock, reserved = 0) {
    this.#limit = pLimit(permits);
    this.#clock = clock;
    this.#reserved = reserved;
  }

  get permits(): number {
    return this.#limit.concurrency;
  }

  get active(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#waiting.reduce((sum, lane) => sum + lane.size, 0);
  }

  /** Changes the number of permits; running calls are not touched. */
  resize(permits: number, reserved = this.#reserved): void {
    this.#limit.concurrency = permits;
    this.#reserved = reserved;
    this.#pump();
  }

  /** Waits for a permit; rejects with the signal's reason as soon as it aborts. */
  acquire(options: AcquireOptions): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      if (options.signal?.aborted) return reject(options.signal.reason as Error);
      const lane = this.#lane(options.lane);
      if (options.newestOf !== undefined) this.#drop(lane, options.newestOf);
      const since = this.#clock.now();
      const waiter: Waiter = { ...nowhere, options, since, resolve, reject, abort: undefined };
      lane.add(waiter);
      waiter.abort = onAbort(options.signal, () => {
        if (lane.delete(waiter)) reject(options.signal?.reason as Error);
      });
      if (this.#pump() === 0) this.#tellLast(waiter);
    });
  }

  /** Rejects everybody who waits and everybody who comes later. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const lane of this.#waiting) {
      for (let waiter = lane.first; waiter; waiter = lane.first) this.#turnAway(waiter, reason);
    }
  }

  #lane(name: LaneName): Lane {
    return this.#waiting[laneNames.indexOf(name)] as Lane;
  }

  #drop(lane: Lane, key: string): void {
    for (let waiter = lane.first, next: Waiter | undefined; waiter; waiter = next) {
      next = lane.after(waiter);
      if (waiter.options.newestOf !== key) continue;
      const text = userText('A newer request took its place.');
      this.#turnAway(waiter, new CaravanError('cancelled', { text }));
    }
  }

  /**
   * Never more thunks than permits: waiters wait here, where they can leave.
   * @returns how many more waiters will start.
   */
  #pump(): number {
    const interactive = this.#waiting[0]?.size ?? 0;
    const others = Math.min(this.queued - interactive, this.#openToOthers);
    const wanted = interactive + others - this.#scheduled;
    const free = Math.max(0, Math.min(wanted, this.permits - this.#running));
    for (let started = 0; started < free; started++) {
      this.#running++;
      this.#scheduled++;
      void this.#limit(() => this.#serve());
    }
    return free;
  }

  /** Permits that lanes other than the interactive one may still take. */
  get #openToOthers(): number {
    return Math.max(0, Math.max(1, this.permits - this.#reserved) - this.#othersRunning);
  }

  #serve(): Promise<void> | undefined {
    this.#scheduled--;
    const waiter = this.#take();
    if (!waiter) {
      this.#running--;
      return undefined;
    }
    waiter.abort?.dispose();
    const other = waiter.options.lane === 'interactive' ? 0 : 1;
    this.#othersRunning += other;
    return new Promise((end) => {
      let held = true;
      const release = (): void => {
        if (!held) return;
        held = false;
        end();
        this.#running--;
        this.#othersRunning -= other;
        this.#pump();
      };
      waiter.resolve({ waitedMs: this.#clock.now() - waiter.since, release });
      this.#tellFront();
    });
  }

  /** The most urgent waiter, or one of a lane that was passed over too often. */
  #take(): Waiter | undefined {
    const waiting = this.#openToOthers > 0 ? this.#waiting : this.#waiting.slice(0, 1);
    const starving = waiting.findIndex(
      (lane, index) => lane.size > 0 && (this.#skipped[index] ?? 0) >= patience,
    );
    const chosen = starving >= 0 ? starving : waiting.findIndex((lane) => lane.size > 0);
    const lane = waiting[chosen];
    if (!lane) return undefined;
    for (const [index, other] of waiting.entries()) {
      if (index > chosen && other.size > 0) this.#skipped[index] = (this.#skipped[index] ?? 0) + 1;
    }
    this.#skipped[chosen] = 0;
    const { first } = lane;
    if (first) lane.delete(first);
    return first;
  }

  #tellLast(waiter: Waiter): void {
    const until = laneNames.indexOf(waiter.options.lane);
    const ahead = this.#waiting.slice(0, until + 1).reduce((sum, lane) => sum + lane.size, 0);
    this.#tell(waiter, ahead);
  }

  #tellFront(): void {
    let position = 0;
    for (const lane of this.#waiting) {
      for (let waiter = lane.first, next: Waiter | undefined; waiter; waiter = next) {
        if (++position > toldPositions) return;
        next = lane.after(waiter);
        this.#tell(waiter, position);
      }
    }
  }

  /** Who throws when told leaves the queue: a permit given to nobody would never come back. */
  #tell(waiter: Waiter, position: number): void {
    try {
      waiter.options.onQueued?.(position);
    } catch (error) {
      this.#turnAway(waiter, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #turnAway(waiter: Waiter, reason: Error): void {
    this.#lane(waiter.options.lane).delete(waiter);
    waiter.abort?.dispose();
    waiter.reject(reason);
  }
}
