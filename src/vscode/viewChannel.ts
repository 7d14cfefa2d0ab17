import type { RunEvent } from '../app/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { ToView, ViewSnapshot } from '../protocol/messages.ts';
import { EventBatcher } from './eventBatcher.ts';
import { ViewPage, type PagePlace, type ViewMessage } from './viewPage.ts';

interface Waiter {
  readonly place: PagePlace | undefined;
  readonly resolve: (page: ViewPage) => void;
}

/**
 * The line to every page of the chat that is open: one in the side bar, others in tabs. It batches
 * run events once for all of them and says nothing to a page that has not had its snapshot yet.
 */
export class ViewChannel implements Disposable {
  readonly #batcher: EventBatcher;
  /** The one the user was at last is last. */
  readonly #pages = new Set<ViewPage>();
  #waiters: readonly Waiter[] = [];

  constructor(clock: Clock) {
    this.#batcher = new EventBatcher(clock, (events, pieces) =>
      this.#pages.forEach((page) => page.sendEvents(events, pieces)),
    );
  }

  /** True while a page is shown, so that a snapshot is worth building. */
  get isAttached(): boolean {
    return [...this.#pages].some((page) => page.isSynced || page.isWaiting);
  }

  /** Resolves once a page has its snapshot, so that what is sent reaches it. */
  get synced(): Promise<void> {
    return this.page().then(() => undefined);
  }

  /** The page of a place, or of any, the user was at last; resolves once one has its snapshot. */
  page(place?: PagePlace): Promise<ViewPage> {
    const page = this.#find(place);
    if (page) return Promise.resolve(page);
    return new Promise((resolve) => {
      this.#waiters = [...this.#waiters, { place, resolve }];
    });
  }

  /** True while a page of the place is shown and has its snapshot. */
  isShownIn(place: PagePlace): boolean {
    return this.#find(place) !== undefined;
  }

  /** Connects a page that has just been loaded. */
  attach(post: (message: ToView) => void, place: PagePlace = 'view'): ViewPage {
    const page = new ViewPage(post, place, {
      flush: () => this.#batcher.flush(),
      touched: (touched) => {
        this.#pages.delete(touched);
        this.#pages.add(touched);
      },
      closed: (closed) => void this.#pages.delete(closed),
    });
    this.#pages.add(page);
    return page;
  }

  /** What every page shows is out of date. */
  expire(): void {
    this.#pages.forEach((page) => page.expire());
  }

  /** Sends everything there is to show to the pages it is due to; events that wait are in it. */
  sendSnapshot(snapshot: ViewSnapshot): void {
    const due = [...this.#pages].filter((page) => page.isWaiting);
    if ([...this.#pages].some((page) => page.isSynced && !page.isWaiting)) this.#batcher.flush();
    else this.#batcher.clear();
    due.forEach((page) => page.sendSnapshot(snapshot));
    this.#answerWaiters();
  }

  sendEvent(event: RunEvent): void {
    if (this.#find()) this.#batcher.add(event);
  }

  /** Sends a message to every page, after the events that came before it. */
  send(message: ViewMessage): void {
    this.#pages.forEach((page) => page.send(message));
  }

  /**
   * Sends a message to the page the user was at last: what is meant for one composer.
   * @returns whether there is one.
   */
  sendToOne(message: ViewMessage): boolean {
    const page = this.#find();
    page?.send(message);
    return page !== undefined;
  }

  dispose(): void {
    this.#pages.forEach((page) => page.dispose());
    this.#batcher.dispose();
  }

  #find(place?: PagePlace): ViewPage | undefined {
    return [...this.#pages].findLast((page) => page.isSynced && isIn(page, place));
  }

  #answerWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) {
      const page = this.#find(waiter.place);
      if (page) waiter.resolve(page);
      else this.#waiters = [...this.#waiters, waiter];
    }
  }
}

function isIn(page: ViewPage, place: PagePlace | undefined): boolean {
  return place === undefined || page.place === place;
}
