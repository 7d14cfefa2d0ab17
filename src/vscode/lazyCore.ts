import type { Caravan } from '../app/index.ts';
import { Emitter } from '../base/event.ts';

/** The core, made on first use and once; a failed attempt is tried again on the next use. */
export class LazyCore {
  readonly #load: () => Promise<Caravan>;
  readonly #loads = new Emitter<Caravan>();
  #promise: Promise<Caravan> | undefined;
  #caravan: Caravan | undefined;

  /** Fires once, when the core is there and before anyone who waited for it goes on. */
  readonly onDidLoad = this.#loads.event;

  constructor(load: () => Promise<Caravan>) {
    this.#load = load;
  }

  /** The core if it has been used already. */
  get loaded(): Caravan | undefined {
    return this.#caravan;
  }

  get(): Promise<Caravan> {
    this.#promise ??= this.#start();
    return this.#promise;
  }

  /** Shuts the core down if it was ever used, also while it is still being made. */
  async shutdown(deadlineMs: number): Promise<void> {
    const caravan = await this.#promise?.catch(() => undefined);
    await caravan?.shutdown(deadlineMs);
    this.#loads.dispose();
  }

  async #start(): Promise<Caravan> {
    try {
      this.#caravan = await this.#load();
    } catch (error) {
      this.#promise = undefined;
      throw error;
    }
    this.#loads.fire(this.#caravan);
    return this.#caravan;
  }
}
