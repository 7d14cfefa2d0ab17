import type { Disposable } from '../base/disposable.ts';
import type { RunEvent } from '../app/index.ts';
import type { ToView, ViewSnapshot } from '../protocol/messages.ts';

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never;

/** A message without its sequence number, which its page gives. */
export type ViewMessage = Exclude<
  DistributiveOmit<ToView, 'seq'>,
  { type: 'snapshot' | 'run-events' }
>;

/** Where a page of the chat is: in the side bar, or in a tab of the editor. */
export type PagePlace = 'view' | 'editor';

/** What a page asks of the channel it belongs to. */
export interface PageLine {
  /** Delivers the events that wait, to every page. */
  readonly flush: () => void;
  readonly touched: (page: ViewPage) => void;
  readonly closed: (page: ViewPage) => void;
}

/** One page of the chat: it numbers its messages and says nothing before its snapshot. */
export class ViewPage implements Disposable {
  readonly place: PagePlace;
  readonly #line: PageLine;
  #post: ((message: ToView) => void) | undefined;
  #seq = 0;
  #isSynced = false;
  #isWaiting = true;

  constructor(post: (message: ToView) => void, place: PagePlace, line: PageLine) {
    this.#post = post;
    this.place = place;
    this.#line = line;
  }

  /** True while the page has a snapshot and is shown, so that what is sent reaches it. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** True while the page is shown and a snapshot is due to it. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** The page was loaded anew: numbers start again, and nothing is sent before its snapshot. */
  reset(): void {
    if (!this.#post) return;
    this.#seq = 0;
    this.#isSynced = false;
    this.#isWaiting = true;
  }

  /** What the page shows is out of date or has a gap; events go on until its next snapshot. */
  expire(): void {
    if (this.#isSynced) this.#isWaiting = true;
  }

  /** A hidden page is thrown away by VS Code; the next one says `ready` and is reset. */
  hide(): void {
    this.#isSynced = false;
    this.#isWaiting = false;
  }

  /** The user is at this page now. */
  touch(): void {
    if (this.#post) this.#line.touched(this);
  }

  /** Sends a message to this page alone, after the events that came before it. */
  send(message: ViewMessage): void {
    if (!this.#isSynced) return;
    this.#line.flush();
    this.#number(message);
  }

  /** @param pieces tells for each event how many deltas it joins. */
  sendEvents(events: readonly RunEvent[], pieces: readonly number[]): void {
    if (this.#isSynced) this.#number({ type: 'run-events', events, pieces });
  }

  sendSnapshot(snapshot: ViewSnapshot): void {
    this.#isSynced = true;
    this.#isWaiting = false;
    this.#number({ type: 'snapshot', snapshot });
  }

  dispose(): void {
    this.hide();
    this.#post = undefined;
    this.#line.closed(this);
  }

  #number(message: DistributiveOmit<ToView, 'seq'>): void {
    this.#seq += 1;
    this.#post?.({ seq: this.#seq, ...message });
  }
}
