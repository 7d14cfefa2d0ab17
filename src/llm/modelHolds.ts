import { holdTime } from './keepAlive.ts';

/** A model as a held call used it. */
export interface HeldModel {
  readonly model: string;
  readonly host: string;
  /** `num_ctx` of the call: a request with another one would load the model again. */
  readonly contextLength: number;
}

/** Which models runs want to find in memory until they end. */
export class ModelHolds {
  readonly #runs = new Map<string, Map<string, HeldModel>>();

  /** From now on the models that calls with this affinity use stay in memory. */
  hold(affinity: string): void {
    if (!this.#runs.has(affinity)) this.#runs.set(affinity, new Map());
  }

  /** `keep_alive` for a call: every call of a held model has to say so, or it would end the hold. */
  keepAlive(setting: string, model: string, affinity: string | undefined): string {
    const own = affinity !== undefined && this.#runs.has(affinity);
    return own || this.#isHeld(model) ? holdTime(setting) : setting;
  }

  /** Remembers what a call has used. */
  used(affinity: string | undefined, held: HeldModel): void {
    if (affinity === undefined) return;
    this.#runs.get(affinity)?.set(JSON.stringify([held.host, held.model]), held);
  }

  /** Ends a hold. @returns the models that nobody else holds. */
  release(affinity: string): readonly HeldModel[] {
    const models = [...(this.#runs.get(affinity)?.values() ?? [])];
    this.#runs.delete(affinity);
    return models.filter(({ model }) => !this.#isHeld(model));
  }

  #isHeld(model: string): boolean {
    return [...this.#runs.values()].some((models) =>
      [...models.values()].some((held) => held.model === model),
    );
  }
}
