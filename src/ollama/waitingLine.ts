/** A place in a line. */
export interface Place {
  previous: Place | undefined;
  next: Place | undefined;
  isTaken: boolean;
}

/**
 * First come, first served, and anybody may leave: both in constant time. A Set would be slow at
 * its front, where iterating passes everything that has been deleted there.
 */
export class WaitingLine<T extends Place> {
  #first: T | undefined;
  #last: T | undefined;
  size = 0;

  get first(): T | undefined {
    return this.#first;
  }

  /** Who comes after somebody in the line. */
  after(waiter: T): T | undefined {
    return waiter.next as T | undefined;
  }

  add(waiter: T): void {
    waiter.previous = this.#last;
    if (this.#last) this.#last.next = waiter;
    else this.#first = waiter;
    this.#last = waiter;
    waiter.isTaken = true;
    this.size++;
  }

  /** @returns false when it had left before. */
  delete(waiter: T): boolean {
    if (!waiter.isTaken) return false;
    const { previous, next } = waiter;
    if (previous) previous.next = next;
    else this.#first = next as T | undefined;
    if (next) next.previous = previous;
    else this.#last = previous as T | undefined;
    waiter.previous = waiter.next = undefined;
    waiter.isTaken = false;
    this.size--;
    return true;
  }
}
