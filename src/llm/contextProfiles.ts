import { userText, type UserText } from '../base/userText.ts';
import type { ModelProfile } from './chatModel.ts';

/** Tokens of context (`num_ctx`): of the settings, or chosen for what is needed. */
export type ContextSetting = number | 'auto';

/** Where nothing else is said, in steps that double the memory the context takes. */
const leastChosen = 8_192;
const mostChosen = 32_768;
/** Tokens by which the prompts of a run grow after its first call: files, tests, earlier attempts. */
const runGrowth = 5_200;

/**
 * One `num_ctx` for every call of a model: another one would make the server load it again. It is
 * chosen when a run begins, or by a call outside of runs, and stays while a run has the model.
 */
export class ContextProfiles {
  readonly #setting: () => ContextSetting;
  readonly #loadedContext: (model: string, signal: AbortSignal) => Promise<number | undefined>;
  readonly #lengths = new Map<string, number>();
  /** What calls needed that did not fit; counts from the next run on. */
  readonly #missed = new Map<string, number>();
  /** The models of every run that goes on. */
  readonly #runs = new Map<string, Set<string>>();

  /** @param loadedContext tokens with which a server has the model in memory, if one has. */
  constructor(
    setting: () => ContextSetting,
    loadedContext: (model: string, signal: AbortSignal) => Promise<number | undefined>,
  ) {
    this.#setting = setting;
    this.#loadedContext = loadedContext;
  }

  /** A run begins: its models keep the context of its first calls until it ends. */
  hold(run: string): void {
    if (!this.#runs.has(run)) this.#runs.set(run, new Set());
  }

  release(run: string): void {
    this.#runs.delete(run);
  }

  /** Other settings or other servers: only what runs have stays. */
  forget(): void {
    this.#missed.clear();
    for (const model of [...this.#lengths.keys()]) {
      if (!this.#isHeld(model)) this.#lengths.delete(model);
    }
  }

  /**
   * Tokens of context for a call.
   * @param needed tokens of its prompt and its reply.
   * @param run the run it belongs to, held or not.
   */
  async lengthFor(
    model: ModelProfile,
    needed: number,
    run: string | undefined,
    signal: AbortSignal,
  ): Promise<number> {
    const { name } = model;
    const models = run === undefined ? undefined : this.#runs.get(run);
    const goal = Math.max(needed + (models ? runGrowth : 0), this.#missed.get(name) ?? 0);
    const mayAsk = this.#setting() === 'auto' && model.ownsContext !== true;
    const isKnown = !models && (this.#lengths.get(name) ?? 0) >= goal;
    const loaded =
      mayAsk && !isKnown && !this.#isHeld(name)
        ? await this.#loadedContext(name, signal)
        : undefined;
    // From here on nothing waits: of two callers at once the second finds what the first chose.
    const length = this.#isHeld(name)
      ? (this.#lengths.get(name) ?? leastChosen)
      : this.#choose(model, goal, loaded);
    this.#lengths.set(name, length);
    models?.add(name);
    return length;
  }

  /**
   * What to do about a call that needs more than the context it got. Where a longer one can be
   * had, the next run gets it.
   */
  adviceFor(model: ModelProfile, needed: number, length: number): UserText {
    const limit = model.contextLength ?? Infinity;
    if (needed > limit) {
      return userText(
        'Shorten the task, or take a model with a longer context: {0} reads {1} tokens.',
        model.name,
        limit,
      );
    }
    const next = Math.min(limit, stepFor(needed));
    const isChosen = this.#setting() === 'auto' && model.ownsContext !== true;
    if (isChosen && next > length && next <= mostChosen) {
      this.#missed.set(model.name, Math.max(needed, this.#missed.get(model.name) ?? 0));
      return userText('Start it again: the next run gets a context of {0} tokens.', next);
    }
    if (next <= length) return userText('Shorten the task.');
    return userText('Shorten the task, or set caravan.contextLength to {0}.', next);
  }

  #choose(model: ModelProfile, goal: number, loaded: number | undefined): number {
    const limit = model.contextLength ?? Infinity;
    const setting = this.#setting();
    if (setting !== 'auto') return Math.min(setting, limit);
    // Such an engine was started with a context: nothing is sent, and little is known.
    if (model.ownsContext) return Math.min(mostChosen, limit);
    const known = this.#lengths.get(model.name) ?? 0;
    if (loaded !== undefined && loaded >= goal) return Math.min(loaded, limit);
    return Math.min(Math.max(known, Math.min(stepFor(goal), mostChosen)), limit);
  }

  #isHeld(model: string): boolean {
    return [...this.#runs.values()].some((models) => models.has(model));
  }
}

/** The smallest step that fits; past the last one they go on doubling. */
function stepFor(tokens: number): number {
  return Math.max(leastChosen, 2 ** Math.ceil(Math.log2(tokens)));
}
