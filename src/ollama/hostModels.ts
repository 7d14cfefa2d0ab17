import type { Clock } from '../base/clock.ts';
import type { Timeouts } from './exchange.ts';
import { toTags, type HostKind } from './openAi.ts';
import { SharedQuestion } from './sharedQuestion.ts';
import type { TagEntry, TagsReply } from './wire.ts';

/** Milliseconds for which "the model is in memory" is believed before a call. */
const loadedBelief = 5_000;
/** Milliseconds for which a list of installed models is believed when choosing a host. */
const inventoryBelief = 30_000;

/** One question to the host with a JSON answer. */
export type AskHost = (
  path: string,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
) => Promise<unknown>;

/** Which models a host has, and which of them in memory: asked on use, believed for a moment. */
export class HostModels {
  readonly #kind: HostKind;
  readonly #clock: Clock;
  readonly #ask: AskHost;
  readonly #loadedAt = new Map<string, number>();
  #digests = new Map<string, string>();
  #installed: ReadonlyMap<string, string> | undefined;
  readonly #loadedQuestion = new SharedQuestion<readonly string[]>();
  #askedAt = 0;
  #asking: Promise<void> | undefined;

  constructor(kind: HostKind, clock: Clock, ask: AskHost) {
    this.#kind = kind;
    this.#clock = clock;
    this.#ask = ask;
  }

  /** What the host has installed, asked now. */
  async list(timeouts: Timeouts, signal?: AbortSignal): Promise<readonly TagEntry[]> {
    const isOpenAi = this.#kind === 'openai';
    const reply = await this.#ask(isOpenAi ? '/models' : '/api/tags', timeouts, signal);
    return isOpenAi ? toTags(reply) : (reply as TagsReply).models;
  }

  /** Digests by name with tag, as the last list gave them; undefined before the first one. */
  get installed(): ReadonlyMap<string, string> | undefined {
    return this.#installed;
  }

  /** Digest of a model as the host last told it, in whichever list. */
  digestOf(model: string): string | undefined {
    return this.#digests.get(withTag(model));
  }

  /**
   * Asks what the host has, unless that is known from a moment ago.
   * @param belief milliseconds for which an older list will do.
   */
  async refresh(timeouts: Timeouts, belief = inventoryBelief): Promise<void> {
    if (this.#installed && this.#clock.now() - this.#askedAt < belief) return;
    this.#asking ??= this.#refresh(timeouts).finally(() => (this.#asking = undefined));
    await this.#asking;
  }

  /** Remembers that a call just saw the model in memory. */
  sawLoaded(model: string): void {
    this.#loadedAt.set(withTag(model), this.#clock.now());
  }

  /** The host may have begun anew: nothing is believed to be in memory. */
  forgetLoaded(): void {
    this.#loadedAt.clear();
  }

  /** Was the model seen in memory a moment ago? */
  isWarm(model: string): boolean {
    const seen = this.#loadedAt.get(withTag(model));
    return seen !== undefined && this.#clock.now() - seen < inventoryBelief;
  }

  /**
   * Is the model in memory? Asks `/api/ps`, unless that is known from a moment ago; calls that want
   * to know it at the same time ask once.
   */
  async isLoaded(
    model: string,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (this.#kind === 'openai') return true;
    const seen = this.#loadedAt.get(withTag(model));
    if (seen !== undefined && this.#clock.now() - seen < loadedBelief) return true;
    const names = await this.#loadedQuestion.ask(signal, (each) => this.#askLoaded(timeouts, each));
    return names.includes(withTag(model));
  }

  /** Does the host list the model as in memory? Asks it now, with as much time as it is given. */
  async listsLoaded(
    model: string,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    return (await this.#askLoaded(timeouts, signal)).includes(withTag(model));
  }

  async #refresh(timeouts: Timeouts): Promise<void> {
    const models = await this.list(timeouts);
    if (this.#kind === 'ollama') await this.#askLoaded(timeouts, undefined);
    this.#digests = new Map(models.map((each) => [withTag(each.name), each.digest ?? '']));
    this.#installed = new Map(this.#digests);
    this.#askedAt = this.#clock.now();
  }

  async #askLoaded(
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    const { models } = (await this.#ask('/api/ps', timeouts, signal)) as TagsReply;
    for (const { name, digest } of models) {
      this.sawLoaded(name);
      if (digest) this.#digests.set(withTag(name), digest);
    }
    return models.map(({ name }) => withTag(name));
  }
}

/** A model's name as lists give it: Ollama takes `name` for `name:latest`. */
export function withTag(name: string): string {
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
