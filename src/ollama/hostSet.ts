import { deriveAbort, onAbort } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { Affinities } from './affinities.ts';
import { modelChanged } from './errors.ts';
import type { Timeouts } from './exchange.ts';
import { Host, type AdmissionOptions, type HostOptions, type HostPorts } from './host.ts';
import { withTag } from './hostModels.ts';
import type { AcquireOptions, Permit } from './lanes.ts';
import type { HostKind } from './openAi.ts';

/** What all hosts ask their surroundings. */
export interface HostSetPorts extends HostPorts {
  readonly logger: Logger;
}

/** The hosts, in order of preference, and how many calls each takes at once. */
export interface HostSetOptions extends AdmissionOptions {
  readonly hosts: readonly HostOptions[];
}

/** Where a call may run. */
export interface Admission {
  readonly host: Host;
  readonly permit: Permit;
}

/** A model as one conversation or run uses it. */
export interface RunModel {
  readonly model: string;
  /** Calls with the same key stay on one host, for its prompt cache. */
  readonly affinity?: string;
}

/** What a call needs of the host it goes to. */
export interface AdmitOptions extends AcquireOptions, RunModel {
  /** Hosts that have failed this call already. */
  readonly exclude: ReadonlySet<Host>;
  /** Name of the one host to ask. */
  readonly host?: string;
  /** What the host has to speak; left out: any. */
  readonly kind?: HostKind;
}

/** The host has left the settings: whoever waits for it goes elsewhere. */
class HostGone extends Error {}

/** Asking what a host has must not hold up a call: milliseconds. */
const askTimeouts: Timeouts = { connect: 1_000, firstByte: 2_000, idle: 2_000, total: 3_000 };

/** The hosts of the settings: made on first use, drained when they leave the settings. */
export class HostSet {
  readonly #ports: HostSetPorts;
  readonly #hosts = new Map<string, Host>();
  readonly #draining = new Map<Host, Promise<void>>();
  readonly #affinities = new Affinities();
  /** Models that hosts have in different builds, so that each is told once. */
  readonly #warned = new Set<string>();
  #options: HostSetOptions;
  /** Those of the options, once they were asked for. */
  #all: readonly Host[] | undefined;

  constructor(options: HostSetOptions, ports: HostSetPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** @throws CaravanError `invalid-argument` for a host that is no address. */
  get all(): readonly Host[] {
    this.#all ??= this.#options.hosts.map((options) => {
      const key = JSON.stringify(options);
      const host = this.#hosts.get(key) ?? new Host(options, this.#options, this.#ports);
      this.#hosts.set(key, host);
      return host;
    });
    return this.#all;
  }

  /**
   * The host with that name, else the first that is doing well.
   * @throws CaravanError `invalid-argument` when the settings name none.
   */
  pick(name?: string): Host {
    const hosts = this.all;
    const named = hosts.find((host) => host.name === name);
    const usable = named ?? hosts.find((host) => !host.health.isAvoided) ?? hosts[0];
    if (usable) return usable;
    throw new CaravanError('invalid-argument', {
      text: userText('No model server is set.'),
      next: userText('Enter its address in the setting caravan.host.'),
    });
  }

  /** Hosts that exist already, those that are being drained included. */
  get opened(): readonly Host[] {
    return [...this.#hosts.values(), ...this.#draining.keys()];
  }

  configure(options: HostSetOptions): void {
    this.#options = options;
    this.#all = undefined;
    const kept = new Set(options.hosts.map((host) => JSON.stringify(host)));
    for (const [key, host] of this.#hosts) {
      if (kept.has(key)) host.resize(options);
      else {
        this.#hosts.delete(key);
        host.lanes.close(new HostGone('The host has left the settings'));
        const drained = host.close().finally(() => this.#draining.delete(host));
        this.#draining.set(host, drained);
      }
    }
  }

  /** Whether a host is left that has not failed the call and may have the model. */
  async hasOther(options: AdmitOptions): Promise<boolean> {
    return (await this.#candidates(options)).some((host) => !host.health.isAvoided);
  }

  /**
   * Checks before a request is sent that a run still gets the model it began with.
   * @param loaded whether the host has just said that the model is in memory, digest and all.
   * @throws CaravanError `model-changed`, once: who asks again goes on with the new one.
   */
  async verify(host: Host, { affinity, model }: RunModel, loaded: boolean): Promise<void> {
    const pinned = this.#affinities.digestOf(affinity, model);
    if (pinned === undefined) return;
    if (!loaded) await host.refresh(askTimeouts, 0);
    const digest = host.models.digestOf(model);
    if (!digest || digest === pinned) return;
    this.#affinities.unpin(affinity, model);
    throw modelChanged(host.target(model));
  }

  /** Binds a run to the model that has just answered it. */
  answered(host: Host, { affinity, model }: RunModel): void {
    this.#affinities.pin(affinity, model, host.models.digestOf(model));
  }

  /** What a run met at this host rules it out until the run is over. */
  failed(host: Host, { affinity }: RunModel, error: unknown): void {
    if (!(error instanceof CaravanError) || error.data['encoding'] === undefined) return;
    this.#affinities.refuse(affinity, host, error);
  }

  /**
   * Waits for a permit where the call should run: a host that has the model (the same digest), in
   * memory if possible, the conversation's own if it is not busy, else whichever is free first.
   */
  async admit(options: AdmitOptions): Promise<Admission> {
    for (;;) {
      try {
        const chosen = this.#prefer(await this.#candidates(options), options);
        const [only, ...others] = chosen;
        const admission =
          only && others.length === 0 ? await single(only, options) : await race(chosen, options);
        admission.host.health.begin();
        this.#affinities.remember(options.affinity, admission.host);
        return admission;
      } catch (error) {
        if (!(error instanceof HostGone)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#draining.values(), ...this.opened.map((host) => host.close())]);
  }

  async destroy(reason: Error): Promise<void> {
    await Promise.all(this.opened.map((host) => host.destroy(reason)));
  }

  /** Hosts that may have the model, in the order of the settings. */
  async #candidates(options: AdmitOptions): Promise<readonly Host[]> {
    const { model, affinity, exclude } = options;
    const all = this.#allowed(affinity, this.#fit(options));
    if (all.length === 1) return exclude.size === 0 ? all : [];
    // Only the first time is waited for; afterwards the lists are renewed beside the calls.
    const asked = Promise.all(all.map((host) => host.refresh(askTimeouts)));
    if (all.some((host) => !host.models.installed && !host.health.isAvoided)) await asked;
    const builds = all.map((host) => host.models.installed?.get(withTag(model)));
    this.#warnOfBuilds(model, builds);
    const known = builds.filter((each) => each);
    const pinned = this.#affinities.digestOf(affinity, model);
    const digest = pinned !== undefined && known.includes(pinned) ? pinned : known[0];
    const having = all.filter((_, index) => digest && builds[index] === digest);
    const unknown = all.filter((host) => !host.models.installed);
    const usable = having.length > 0 ? having : unknown.length > 0 ? unknown : all;
    return usable.filter((host) => !exclude.has(host));
  }

  /** @throws CaravanError `invalid-argument` when no host speaks what the call needs. */
  #fit({ host: name, kind }: AdmitOptions): readonly Host[] {
    const named = name === undefined ? this.all : [this.pick(name)];
    const fit = kind === undefined ? named : named.filter((host) => host.kind === kind);
    if (fit.length > 0) return fit;
    throw new CaravanError('invalid-argument', {
      text: userText('None of the model servers can fill in code: that takes an Ollama.'),
      next: userText('Add one in the settings of Caravan.'),
    });
  }

  /** @throws CaravanError the last refusal, when a run may ask none of the hosts. */
  #allowed(affinity: string | undefined, hosts: readonly Host[]): readonly Host[] {
    const refusals = hosts.map((host) => this.#affinities.refusalOf(affinity, host));
    const last = refusals.at(-1);
    if (last && refusals.every((refusal) => refusal)) throw last;
    return hosts.filter((_, index) => !refusals[index]);
  }

  /** The same name need not be the same model. */
  #warnOfBuilds(model: string, builds: readonly (string | undefined)[]): void {
    const different = new Set(builds.filter((each) => each));
    if (different.size < 2 || this.#warned.has(model)) return;
    this.#warned.add(model);
    this.#ports.logger.warn(
      `The hosts have different builds of ${model}: only those like the first are used`,
      [...different],
    );
  }

  #prefer(candidates: readonly Host[], options: AdmitOptions): readonly Host[] {
    const healthy = candidates.filter((host) => !host.health.isAvoided);
    const usable =
      healthy.length > 0
        ? healthy
        : candidates.length > 0
          ? candidates
          : this.#allowed(options.affinity, this.#fit(options));
    const own = this.#affinities.hostOf(options.affinity);
    if (own && usable.includes(own) && own.lanes.queued < own.lanes.permits) return [own];
    const warm = usable.filter((host) => host.models.isWarm(options.model));
    const ready = warm.some((host) => host.lanes.queued <= 2 * host.lanes.permits) ? warm : usable;
    const free = ready.find((host) => host.lanes.active < host.lanes.permits);
    return free ? [free] : ready;
  }
}

/**
 * A host that is tried again has its one probe from here on: were it only from the permit on, all
 * calls that choose in the same turn would try it.
 */
async function single(host: Host, options: AcquireOptions): Promise<Admission> {
  const isProbe = host.health.begin();
  try {
    return { host, permit: await host.lanes.acquire(options) };
  } catch (error) {
    if (isProbe) host.health.failed(error);
    throw error;
  }
}

/**
 * Queues at every host and takes the first permit; the other places are given up at once. Who is
 * turned away at one of them is turned away.
 */
function race(hosts: readonly Host[], options: AcquireOptions): Promise<Admission> {
  const derived = deriveAbort(options.signal);
  return new Promise<Admission>((resolve, reject) => {
    let taken = false;
    let gone = 0;
    const abort = onAbort(options.signal, () => {
      taken = true;
      reject(options.signal?.reason as Error);
    });
    for (const [index, host] of hosts.entries()) {
      const { onQueued, ...rest } = options;
      const told = index === 0 && onQueued ? { onQueued } : {};
      host.lanes.acquire({ ...rest, ...told, signal: derived.signal }).then(
        (permit) => {
          if (taken) return permit.release();
          taken = true;
          abort.dispose();
          derived.controller.abort();
          resolve({ host, permit });
        },
        (error: Error) => {
          if (taken || (error instanceof HostGone && ++gone < hosts.length)) return;
          taken = true;
          abort.dispose();
          derived.controller.abort();
          reject(error);
        },
      );
    }
  }).finally(() => derived.dispose());
}
