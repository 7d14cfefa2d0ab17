import type { RunEvent } from '../app/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** The webview bridge saturates near 600 posts a second; 30 a second is smooth and far below. */
const intervalMs = 34;

type Delta = Extract<RunEvent, { type: 'node-delta' | 'answer-delta' }>;

/**
 * Collects run events and hands them on at most 30 times a second. Deltas of one node and channel
 * are joined, but never across another kind of event: order within a node is kept.
 */
export class EventBatcher implements Disposable {
  readonly #clock: Clock;
  readonly #deliver: (events: readonly RunEvent[], pieces: readonly number[]) => void;
  readonly #open = new Map<string, number>();
  #events: RunEvent[] = [];
  #pieces: number[] = [];
  #timer: Disposable | undefined;
  #lastFlush = Number.NEGATIVE_INFINITY;

  /** @param deliver is given the events and, for each, how many deltas it joins (0: no delta). */
  constructor(
    clock: Clock,
    deliver: (events: readonly RunEvent[], pieces: readonly number[]) => void,
  ) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  add(event: RunEvent): void {
    if (isDelta(event)) this.#addDelta(event);
    else {
      this.#open.clear();
      this.#events.push(event);
      this.#pieces.push(0);
    }
    this.#timer ??= this.#clock.setTimeout(
      () => this.flush(),
      Math.max(0, this.#lastFlush + intervalMs - this.#clock.now()),
    );
  }

  /** Delivers what waits, now. */
  flush(): void {
    const events = this.#events;
    const pieces = this.#pieces;
    this.clear();
    if (events.length === 0) return;
    this.#lastFlush = this.#clock.now();
    this.#deliver(events, pieces);
  }

  /** Forgets what waits, e.g. because a snapshot already holds it. */
  clear(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#events = [];
    this.#pieces = [];
    this.#open.clear();
  }

  dispose(): void {
    this.clear();
  }

  #addDelta(event: Delta): void {
    const node = event.type === 'node-delta' ? event.node : '';
    const key = `${event.runId}/${event.type}/${node}/${event.channel}`;
    const index = this.#open.get(key);
    const earlier = index === undefined ? undefined : this.#events[index];
    if (index === undefined || !earlier || !isDelta(earlier)) {
      this.#open.set(key, this.#events.length);
      this.#events.push(event);
      this.#pieces.push(1);
    } else {
      this.#pieces[index] = (this.#pieces[index] ?? 0) + 1;
      this.#events[index] = { ...earlier, text: earlier.text + event.text };
    }
  }
}

function isDelta(event: RunEvent): event is Delta {
  return event.type === 'node-delta' || event.type === 'answer-delta';
}
