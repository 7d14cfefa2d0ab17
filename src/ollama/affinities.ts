import type { CaravanError } from '../base/errors.ts';
import type { Host } from './host.ts';
import { withTag } from './hostModels.ts';

/** Conversations and runs that are remembered. */
const limit = 500;

interface Memory {
  host: Host;
  /** Digest by model: what a run began with stays what it is answered by. */
  readonly digests: Map<string, string>;
  /** Hosts that are not asked again, and why. */
  readonly refused: Map<Host, CaravanError>;
}

/** Where a conversation or run was answered, and by which build of a model. */
export class Affinities {
  readonly #known = new Map<string, Memory>();

  /** The host that answered last, for its prompt cache. */
  hostOf(affinity: string | undefined): Host | undefined {
    return affinity === undefined ? undefined : this.#known.get(affinity)?.host;
  }

  /** Remembers where a call of it runs. */
  remember(affinity: string | undefined, host: Host): void {
    if (affinity === undefined) return;
    const memory = this.#known.get(affinity) ?? {
      host,
      digests: new Map<string, string>(),
      refused: new Map<Host, CaravanError>(),
    };
    memory.host = host;
    this.#known.delete(affinity);
    this.#known.set(affinity, memory);
    const [oldest] = this.#known.keys();
    if (this.#known.size > limit && oldest !== undefined) this.#known.delete(oldest);
  }

  /** The digest it is bound to for that model. */
  digestOf(affinity: string | undefined, model: string): string | undefined {
    return affinity === undefined
      ? undefined
      : this.#known.get(affinity)?.digests.get(withTag(model));
  }

  /** Binds it to the digest of its first answer; an unknown one (empty) binds nothing. */
  pin(affinity: string | undefined, model: string, digest: string | undefined): void {
    const memory = affinity === undefined ? undefined : this.#known.get(affinity);
    if (memory && digest && !memory.digests.has(withTag(model))) {
      memory.digests.set(withTag(model), digest);
    }
  }

  /** It asks this host no more. */
  refuse(affinity: string | undefined, host: Host, why: CaravanError): void {
    if (affinity !== undefined) this.#known.get(affinity)?.refused.set(host, why);
  }

  /** Why it asks this host no more; undefined while it may. */
  refusalOf(affinity: string | undefined, host: Host): CaravanError | undefined {
    return affinity === undefined ? undefined : this.#known.get(affinity)?.refused.get(host);
  }

  /** Frees it again: asking once more is how the user goes on with the new digest. */
  unpin(affinity: string | undefined, model: string): void {
    if (affinity !== undefined) this.#known.get(affinity)?.digests.delete(withTag(model));
  }
}
