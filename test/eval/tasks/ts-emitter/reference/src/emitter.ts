type Listener<T> = (value: T) => void;

/** Calls its listeners with every value that is emitted. */
export class Emitter<T> {
  #listeners: Listener<T>[] = [];

  on(listener: Listener<T>): () => void {
    const entry: Listener<T> = (value) => listener(value);
    this.#listeners = [...this.#listeners, entry];
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== entry);
    };
  }

  once(listener: Listener<T>): () => void {
    const remove = this.on((value) => {
      remove();
      listener(value);
    });
    return remove;
  }

  emit(value: T): void {
    const current = this.#listeners;
    for (const listener of current) listener(value);
  }
}
