import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Logger } from '../base/logger.ts';

/** The features of the extension: each starts on its own, all end together. */
export class Features implements Disposable {
  readonly #store = new DisposableStore();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Starts a feature; one that fails is logged, and the others work without it. */
  start<T extends Disposable>(name: string, make: () => T): T | undefined {
    try {
      return this.#store.add(make());
    } catch (error) {
      this.#logger.error(`${name} could not start.`, error);
      return undefined;
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
