import { deriveAbort, onAbort } from '../base/abort.ts';
import type { Timeouts } from './exchange.ts';
import { Host, withTag, type AdmissionOptions, type HostOptions, type HostPorts } from './host.ts';
import type { AcquireOptions, Permit } from './lanes.ts';

export interface HostSetOptions extends AdmissionOptions {
  readonly hosts: readonly HostOptions[];
}

/** Where a call may run. */
export interface Admission {
  readonly host: Host;
  readonly permit: Permit;
}

export interface AdmitOptions extends AcquireOptions {
  readonly model: string;
  /** Calls with the same key stay on one host, for its prompt cache. */
  readonly affinity?: string;
  /** Hosts that have failed this call already. */
  readonly exclude: ReadonlySet<Host>;
}

/** Conversations whose host is remembered. */
const affinityLimit = 500;
/** Asking what a host has must not hold up a call: milliseconds. */
const askTimeouts: Timeouts = { connect: 1_000, firstByte: 2_000, idle: 2_000, total: 3_000 };

/** The hosts of the settings: made on first use, drained when they leave the settings. */
export class HostSet {
  readonly #ports: HostPorts;
  readonly #hosts = new Map<string, Host>();
  readonly #draining = new Map<Host, Promise<void>>();
  readonly #affinity = new Map<string, Host>();
  #options: HostSetOptions;

  constructor(options: HostSetOptions, ports: HostPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** @throws CaravanError `invalid-argument` for a host that is no address. */
  get all(): readonly Host[] {
    return this.#options.hosts.map((options) => {
      const key = JSON.stringify(options);
      const host = this.#hosts.get(key) ?? new Host(options, this.#options, this.#ports);
      this.#hosts.set(key, host);
      return host;
    });
  }

  /** Hosts that exist already, those that are being drained included. */
  get opened(): readonly Host[] {
    return [...this.#hosts.values(), ...this.#draining.keys()];
  }

  configure(options: HostSetOptions): void {
    this.#options = options;
    const kept = new Set(options.hosts.map((host) => JSON.stringify(host)));
    for (const [key, host] of this.#hosts) {
      if (kept.has(key)) host.resize(options);
      else {
        this.#hosts.delete(key);
        const drained = host.close().finally(() => this.#draining.delete(host));
        this.#draining.set(host, drained);
      }
    }
  }

  /** Whether a host is left that has not failed the call and may have the model. */
  async hasOther(model: string, exclude: ReadonlySet<Host>): Promise<boolean> {
    return (await this.#candidates(model, exclude)).some((host) => !host.health.isAvoided);
  }

  /**
   * Waits for a permit where the call should run: a host that has the model (the same digest), in
   * memory if possible, the conversation's own if it is not busy, else whichever is free first.
   */
  async admit(options: AdmitOptions): Promise<Admission> {
    const candidates = await this.#candidates(options.model, options.exclude);
    const chosen = this.#prefer(candidates, options);
    const admission =
      chosen.length === 1 ? await single(chosen, options) : await race(chosen, options);
    admission.host.health.begin();
    if (options.affinity !== undefined) this.#remember(options.affinity, admission.host);
    return admission;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#draining.values(), ...this.opened.map((host) => host.close())]);
  }

  async destroy(reason: Error): Promise<void> {
    await Promise.all(this.opened.map((host) => host.destroy(reason)));
  }

  /** Hosts that may have the model, in the order of the settings; never empty. */
  async #candidates(model: string, exclude: ReadonlySet<Host>): Promise<readonly Host[]> {
    const { all } = this;
    if (all.length === 1) return exclude.size === 0 ? all : [];
    // Only the first time is waited for; afterwards the lists are renewed beside the calls.
    const asked = Promise.all(all.map((host) => host.refresh(askTimeouts)));
    if (all.some((host) => !host.inventory && !host.health.isAvoided)) await asked;
    const name = withTag(model);
    const digest = all.map((host) => host.inventory?.digests.get(name)).find((each) => each);
    const having = all.filter((host) => digest && host.inventory?.digests.get(name) === digest);
    const unknown = all.filter((host) => !host.inventory);
    const usable = having.length > 0 ? having : unknown.length > 0 ? unknown : all;
    return usable.filter((host) => !exclude.has(host));
  }

  #prefer(candidates: readonly Host[], options: AdmitOptions): readonly Host[] {
    const healthy = candidates.filter((host) => !host.health.isAvoided);
    const usable = healthy.length > 0 ? healthy : candidates.length > 0 ? candidates : this.all;
    const own = options.affinity === undefined ? undefined : this.#affinity.get(options.affinity);
    if (own && usable.includes(own) && own.lanes.queued < own.lanes.permits) return [own];
    const warm = usable.filter((host) => host.isWarm(options.model));
    const ready = warm.some((host) => host.lanes.queued <= 2 * host.lanes.permits) ? warm : usable;
    const free = ready.find((host) => host.lanes.active < host.lanes.permits);
    return free ? [free] : ready;
  }

  #remember(affinity: string, host: Host): void {
    this.#affinity.delete(affinity);
    this.#affinity.set(affinity, host);
    const [oldest] = this.#affinity.keys();
    if (this.#affinity.size > affinityLimit && oldest !== undefined) this.#affinity.delete(oldest);
  }
}

async function single(hosts: readonly Host[], options: AcquireOptions): Promise<Admission> {
  const host = hosts[0] as Host;
  return { host, permit: await host.lanes.acquire(options) };
}

/** Queues at every host and takes the first permit; the other places are given up at once. */
function race(hosts: readonly Host[], options: AcquireOptions): Promise<Admission> {
  const derived = deriveAbort(options.signal);
  return new Promise<Admission>((resolve, reject) => {
    let taken = false;
    let failed = 0;
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
          if (taken || ++failed < hosts.length) return;
          abort.dispose();
          reject(error);
        },
      );
    }
  }).finally(() => derived.dispose());
}
