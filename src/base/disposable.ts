/** Something that holds a resource until it is disposed. Structurally equal to VS Code's. */
export interface Disposable {
  dispose(): void;
}

/** Raised when several disposables of one store failed; every one of them was still disposed. */
export class MultiDisposeError extends AggregateError {
  constructor(errors: readonly unknown[]) {
    super(errors, `${errors.length} disposables failed`);
    this.name = 'MultiDisposeError';
  }
}

/**
 * Owns disposables and disposes them in reverse order, once.
 * Adding to a disposed store disposes the newcomer at once, so nothing leaks after shutdown.
 */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes one item early and forgets it. */
  delete(item: Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  /** Disposes everything; goes on after a throw and reports all failures together. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const item of [...this.#items].reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items.clear();
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new MultiDisposeError(errors);
  }
}

/** Wraps a function so that it runs at most once, as a disposable. */
export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose: () => {
      if (done) return;
      done = true;
      dispose();
    },
  };
}
