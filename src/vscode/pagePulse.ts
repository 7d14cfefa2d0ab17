import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** A page that has said something so recently is not asked, in milliseconds. */
const freshMs = 5_000;
/** Milliseconds a page has for its answer. Long tasks of a busy window take a tenth of it. */
const patienceMs = 10_000;
/** A timer that is so late, in milliseconds, tells of a machine that slept, not of the page. */
const lateMs = 2_000;

/** What the pulse needs of the page it watches. */
export interface PulsePorts {
  /** Asks the page to say that it is there. */
  readonly ask: () => void;
  /** True while the page is shown in a window in front: others may be held up by the browser. */
  readonly isWatched: () => boolean;
  /** The page does not answer; called once until it has answered again. */
  readonly lost: () => void;
}

/**
 * Notices a page that is shown and dead: its process is gone, or its script hangs. It asks only when
 * something has been sent to the page, so that nothing runs while nothing happens.
 */
export class PagePulse implements Disposable {
  readonly #clock: Clock;
  readonly #ports: PulsePorts;
  #heardAt = Number.NEGATIVE_INFINITY;
  #waiting: Disposable | undefined;
  #isLost = false;

  constructor(clock: Clock, ports: PulsePorts) {
    this.#clock = clock;
    this.#ports = ports;
  }

  /** Something was sent to the page. */
  sent(): void {
    const isFresh = this.#clock.now() - this.#heardAt < freshMs;
    if (this.#waiting || this.#isLost || isFresh || !this.#ports.isWatched()) return;
    const due = this.#clock.now() + patienceMs;
    this.#waiting = this.#clock.setTimeout(() => {
      this.#waiting = undefined;
      if (this.#clock.now() - due > lateMs || !this.#ports.isWatched()) return;
      this.#isLost = true;
      this.#ports.lost();
    }, patienceMs);
    this.#ports.ask();
  }

  /** The page has said something. */
  heard(): void {
    this.#heardAt = this.#clock.now();
    this.#isLost = false;
    this.rest();
  }

  /** Nothing is expected of the page now: it is hidden, or being loaded. */
  rest(): void {
    this.#waiting?.dispose();
    this.#waiting = undefined;
  }

  dispose(): void {
    this.#isLost = true;
    this.rest();
  }
}
