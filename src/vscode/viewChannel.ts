import type { RunEvent } from '../app/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { toDisposable } from '../base/disposable.ts';
import type { ToView, ViewSnapshot } from '../protocol/messages.ts';
import { EventBatcher } from './eventBatcher.ts';

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** A message without its sequence number, which the channel gives. */
export type ViewMessage = DistributiveOmit<ToView, 'seq'>;

/**
 * The line to the page that is open, if one is. It numbers messages, batches run events, and says
 * nothing to a page that has not had its snapshot yet.
 */
export class ViewChannel implements Disposable {
  readonly #batcher: EventBatcher;
  #post: ((message: ToView) => void) | undefined;
  #seq = 0;
  #isSynced = false;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#batcher = new EventBatcher(clock, (events, pieces) =>
      this.#send({ type: 'run-events', events, pieces }),
    );
  }

  /** True while a page is open, so that a snapshot is worth building. */
  get isAttached(): boolean {
    return this.#post !== undefined;
  }

  /** Resolves once a page has its snapshot, so that what is sent reaches it. */
  get synced(): Promise<void> {
    if (this.#isSynced) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Connects the page that has just been loaded; it replaces the one before. */
  attach(post: (message: ToView) => void): Disposable {
    this.#post = post;
    this.reset();
    return toDisposable(() => {
      if (this.#post !== post) return;
      this.#post = undefined;
      this.reset();
    });
  }

  /** The page was loaded anew: numbers start again, and nothing is sent before its snapshot. */
  reset(): void {
    this.#seq = 0;
    this.#isSynced = false;
    this.#batcher.clear();
  }

  /** Sends everything there is to show; events that waited are in it and are forgotten. */
  sendSnapshot(snapshot: ViewSnapshot): void {
    this.#batcher.clear();
    this.#isSynced = this.isAttached;
    this.#send({ type: 'snapshot', snapshot });
    this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  sendEvent(event: RunEvent): void {
    if (this.#isSynced) this.#batcher.add(event);
  }

  /** Sends a message after the events that came before it. */
  send(message: Exclude<ViewMessage, { type: 'snapshot' | 'run-events' }>): void {
    if (!this.#isSynced) return;
    this.#batcher.flush();
    this.#send(message);
  }

  dispose(): void {
    this.#post = undefined;
    this.#batcher.dispose();
  }

  #send(message: ViewMessage): void {
    if (!this.#post) return;
    this.#seq += 1;
    this.#post({ seq: this.#seq, ...message });
  }
}
