import { deriveAbort } from './abort.ts';

/** Stops and starts whatever delivers. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** Items waiting for the consumer before the source is paused. */
const highWater = 256;

/**
 * Turns a pushing producer into an async iterable with back-pressure. It starts with the first
 * `next`; leaving the loop early aborts the producer's signal and waits until it has ended.
 */
export function iterate<T>(
  signal: AbortSignal | undefined,
  produce: (push: Push<T>, signal: AbortSignal) => Promise<void>,
): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new PushIterator<T>(signal, produce) };
}

/** Hands over items in order; with a flow, the source is paused while too many wait. */
export type Push<T> = (item: T, flow?: Flow) => void;

interface Asker<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

class PushIterator<T> implements AsyncIterator<T, undefined> {
  readonly #signal: AbortSignal | undefined;
  readonly #produce: (push: Push<T>, signal: AbortSignal) => Promise<void>;
  #items: T[] = [];
  #read = 0;
  readonly #askers: Asker<T>[] = [];
  #running: Promise<void> | undefined;
  #stop: () => void = () => undefined;
  #paused: Flow | undefined;
  #ended = false;
  #error: Error | undefined;

  constructor(
    signal: AbortSignal | undefined,
    produce: (push: Push<T>, signal: AbortSignal) => Promise<void>,
  ) {
    this.#signal = signal;
    this.#produce = produce;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#running ??= this.#start();
    if (this.#read < this.#items.length) return Promise.resolve(this.#shift());
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(finished);
    return new Promise((resolve, reject) => this.#askers.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#running ??= Promise.resolve();
    this.#ended = true;
    this.#items = [];
    this.#read = 0;
    this.#stop();
    await this.#running;
    this.#error = undefined;
    return finished;
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  async #start(): Promise<void> {
    const derived = deriveAbort(this.#signal);
    this.#stop = () => derived.controller.abort();
    try {
      await this.#produce((item, flow) => this.#push(item, flow), derived.signal);
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error), { cause: error });
    } finally {
      derived.dispose();
      this.#ended = true;
      this.#answerRest();
    }
  }

  #push(item: T, flow: Flow | undefined): void {
    if (this.#ended) return;
    const asker = this.#askers.shift();
    if (asker) return asker.resolve({ value: item, done: false });
    this.#items.push(item);
    if (flow && !this.#paused && this.#items.length - this.#read >= highWater) {
      this.#paused = flow;
      flow.pause();
    }
  }

  #shift(): IteratorResult<T, undefined> {
    const value = this.#items[this.#read++] as T;
    if (this.#read === this.#items.length) {
      this.#items = [];
      this.#read = 0;
      this.#paused?.resume();
      this.#paused = undefined;
    }
    return { value, done: false };
  }

  #answerRest(): void {
    for (const asker of this.#askers.splice(0)) {
      if (this.#error) {
        asker.reject(this.#error);
        this.#error = undefined;
      } else asker.resolve(finished);
    }
  }
}

const finished: IteratorReturnResult<undefined> = { value: undefined, done: true };
