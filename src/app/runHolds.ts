import type { Clock } from '../base/clock.ts';

/** What holds models in memory; the model client is one. */
export interface HoldsModels {
  hold(affinity: string): void;
  release(affinity: string, signal: AbortSignal): Promise<void>;
}

/** Keeps the models of a run in memory until it is over; letting go of them holds nobody up. */
export class RunHolds {
  readonly #models: HoldsModels;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  readonly #releases = new Set<Promise<void>>();

  constructor(models: HoldsModels, clock: Clock) {
    this.#models = models;
    this.#clock = clock;
  }

  /** Does the work of a run with its models held; they are let go of however it ends. */
  async during<T>(runId: string, work: () => Promise<T>): Promise<T> {
    this.#models.hold(runId);
    try {
      return await work();
    } finally {
      const release = this.#models
        .release(runId, this.#end.signal)
        // Rejects for an abort only: the server lets go by itself, some time later.
        .catch(() => undefined)
        .finally(() => this.#releases.delete(release));
      this.#releases.add(release);
    }
  }

  /** Waits for servers to let go, for so many milliseconds at most, and gives up the rest. */
  async close(deadlineMs: number): Promise<void> {
    const timer = this.#clock.setTimeout(() => this.#end.abort(), deadlineMs);
    await Promise.all(this.#releases);
    timer.dispose();
    this.#end.abort();
  }
}
