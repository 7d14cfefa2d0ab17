import type { Clock } from '../base/clock.ts';
import { AccessKey, lowerCased, type AccessHeaders, type TokenSource } from './accessKey.ts';
import { AutoPermits, autoCeiling } from './autoPermits.ts';
import { CaravanError } from '../base/errors.ts';
import { requireConsent, type MayAsk } from './consent.ts';
import { displayHost, parseHostUrl } from './hostUrl.ts';
import type { CallTarget } from './errors.ts';
import { exchange, type BodyReader, type Timeouts } from './exchange.ts';
import { HostHealth } from './health.ts';
import { Lanes } from './lanes.ts';
import { kindOfPath, toTags, type HostKind } from './openAi.ts';
import { parseProxyUrl } from './proxy.ts';
import { JsonReader } from './readers.ts';
import { Transport, type TransportOptions } from './transport.ts';
import type { TagEntry, TagsReply } from './wire.ts';

/** One model server as the settings name it. */
export interface HostOptions {
  readonly url: string;
  /** Sent with every request to this origin and to no other. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  readonly allowH2?: boolean;
  readonly h2c?: boolean;
  /** Address of an http(s) proxy; user and password may be part of it. */
  readonly proxy?: string;
  /** Default: `openai` for a URL that ends in `/v1`. */
  readonly kind?: HostKind;
}

export interface HostPorts {
  readonly clock: Clock;
  /** 0 ≤ result < 1, for jitter. */
  readonly random: () => number;
  readonly token?: TokenSource;
  readonly mayAsk?: MayAsk;
}

/** How many calls a host may have at once. */
export interface AdmissionOptions {
  /** `auto`: found out by measuring. */
  readonly permits: number | 'auto';
  /** Permits kept free for the interactive lane, default 0. */
  readonly reserved?: number;
}

export interface ExchangeCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly model?: string;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  readonly onSent?: () => void;
  readonly mayWait?: () => Promise<boolean>;
}

/** Milliseconds for which "the model is in memory" is believed before a call. */
const loadedBelief = 5_000;
/** Milliseconds for which a list of installed models is believed when choosing a host. */
const inventoryBelief = 30_000;

/** One model server: its transport, its permits, and what is known about it. */
export class Host {
  readonly name: string;
  readonly kind: HostKind;
  readonly lanes: Lanes;
  readonly health: HostHealth;
  readonly #clock: Clock;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #key: AccessKey;
  readonly #mayAsk: MayAsk | undefined;
  readonly #basePath: string;
  readonly #options: Omit<TransportOptions, 'connections'>;
  readonly #drained = new Set<Transport>();
  #auto: AutoPermits | undefined;
  #connections: number;
  #transport: Transport;
  readonly #loadedAt = new Map<string, number>();
  #inventory: Inventory | undefined;
  #asking: Promise<void> | undefined;

  constructor(options: HostOptions, admission: AdmissionOptions, ports: HostPorts) {
    const url = parseHostUrl(options.url);
    const proxy = options.proxy === undefined ? undefined : parseProxyUrl(options.proxy);
    this.name = displayHost(url);
    this.kind = options.kind ?? kindOfPath(url.pathname);
    this.health = new HostHealth(ports.clock, ports.random);
    this.#clock = ports.clock;
    this.#headers = {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      ...lowerCased(options.headers ?? {}),
    };
    this.#key = new AccessKey(url.origin, this.name, ports.token);
    this.#mayAsk = ports.mayAsk;
    this.#basePath = url.pathname === '/' ? '' : url.pathname;
    this.#options = {
      origin: url,
      ...(options.ca !== undefined && { ca: options.ca }),
      ...(options.allowH2 !== undefined && { allowH2: options.allowH2 }),
      ...(options.h2c !== undefined && { h2c: options.h2c }),
      ...(proxy && { proxy }),
    };
    const { permits, reserved } = admission;
    this.lanes = new Lanes(permits === 'auto' ? 1 : permits, ports.clock, reserved);
    this.#connections = connectionsFor(permits);
    this.#transport = new Transport({ ...this.#options, connections: this.#connections });
    if (permits === 'auto') this.#auto = this.#measure();
  }

  get openSockets(): number {
    let sockets = this.#transport.openSockets;
    for (const old of this.#drained) sockets += old.openSockets;
    return sockets;
  }
  /** Changes the number of calls at once; what runs goes on. */
  resize({ permits, reserved }: AdmissionOptions): void {
    const connections = connectionsFor(permits);
    if (connections !== this.#connections) {
      this.#connections = connections;
      const old = this.#transport;
      this.#drained.add(old);
      this.#transport = new Transport({ ...this.#options, connections });
      void old.close().finally(() => this.#drained.delete(old));
    }
    if (permits !== 'auto') this.#auto = undefined;
    else this.#auto ??= this.#measure();
    this.lanes.resize(this.#auto?.permits ?? Number(permits), reserved ?? 0);
  }
  /** Takes the outcome of a call: for the badge, and for `auto` permits. */
  succeeded(replyTokens: number): void {
    this.health.succeeded();
    this.#auto?.finished(replyTokens, this.lanes.queued > 0);
  }

  failed(error: unknown): void {
    this.health.failed(error);
    if (error instanceof CaravanError && error.data['status'] === 503) this.#auto?.busy();
  }
  /** One request whose body goes to the reader. No permit is taken here. */
  async exchange(call: ExchangeCall, reader: BodyReader): Promise<void> {
    requireConsent(call.path, this.name, this.#mayAsk);
    const key = this.#key.value ?? (await this.#key.ask(call.signal));
    try {
      await this.#exchange(call, reader, key);
    } catch (error) {
      if (error instanceof CaravanError && error.code === 'host-refused') this.#key.forget();
      throw error;
    }
  }

  #exchange(call: ExchangeCall, reader: BodyReader, key: AccessHeaders): Promise<void> {
    return exchange({
      transport: this.#transport,
      request: {
        method: call.method,
        path: this.#basePath + call.path,
        headers: { ...key, ...this.#headers },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      },
      target: this.target(call.model),
      clock: this.#clock,
      timeouts: call.timeouts,
      signal: call.signal,
      reader,
      ...(call.onSent && { onSent: call.onSent }),
      ...(call.mayWait && { mayWait: call.mayWait }),
    });
  }
  /** One request with a JSON reply; a question that met a stale socket is asked once more. */
  async json<T>(call: ExchangeCall): Promise<T> {
    const ask = async (): Promise<T> => {
      const reader = new JsonReader(this.target(call.model));
      await this.exchange(call, reader);
      return reader.value as T;
    };
    const isQuestion = call.method === 'GET' || call.path === '/api/show';
    return ask().catch((error: unknown) => {
      if (isQuestion && isUnanswered(error)) return ask();
      throw error;
    });
  }

  target(model?: string): CallTarget {
    return model === undefined ? { host: this.name } : { host: this.name, model };
  }
  /** What the host has installed. */
  async models(timeouts: Timeouts, signal: AbortSignal | undefined): Promise<readonly TagEntry[]> {
    const path = this.kind === 'openai' ? '/models' : '/api/tags';
    const reply = await this.json<TagsReply>({ method: 'GET', path, timeouts, signal });
    return this.kind === 'openai' ? toTags(reply) : reply.models;
  }
  /** What the host has, as far as it was asked; undefined before. */
  get inventory(): Inventory | undefined {
    return this.#inventory;
  }
  /** Asks what the host has, unless that is known from a moment ago. Never rejects. */
  async refresh(timeouts: Timeouts): Promise<void> {
    const now = this.#clock.now();
    if (this.#inventory && now - this.#inventory.at < inventoryBelief) return;
    if (this.health.isAvoided) return;
    this.#asking ??= this.#ask(timeouts).finally(() => (this.#asking = undefined));
    await this.#asking;
  }

  /** Remembers that a call just saw the model in memory. */
  sawLoaded(model: string): void {
    this.#loadedAt.set(withTag(model), this.#clock.now());
  }

  /** Was the model seen in memory a moment ago? */
  isWarm(model: string): boolean {
    const seen = this.#loadedAt.get(withTag(model));
    return seen !== undefined && this.#clock.now() - seen < inventoryBelief;
  }

  /** Is the model in memory? Asks `/api/ps`, unless that is known from a moment ago. */
  async isLoaded(
    model: string,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (this.kind === 'openai') return true;
    const seen = this.#loadedAt.get(withTag(model));
    if (seen !== undefined && this.#clock.now() - seen < loadedBelief) return true;
    return (await this.#askLoaded(timeouts, signal)).includes(withTag(model));
  }

  /** The key has changed: the next request asks for it. */
  forgetKey(): void {
    this.#key.forget();
  }

  /** Lets running calls end, then closes the sockets. */
  async close(): Promise<void> {
    await Promise.all([...this.#drained, this.#transport].map((each) => each.close()));
  }

  async destroy(reason: Error): Promise<void> {
    await Promise.all([...this.#drained, this.#transport].map((each) => each.destroy(reason)));
  }

  async #ask(timeouts: Timeouts): Promise<void> {
    try {
      const models = await this.models(timeouts, undefined);
      if (this.kind === 'ollama') await this.#askLoaded(timeouts, undefined);
      const digests = new Map(models.map((each) => [withTag(each.name), each.digest ?? '']));
      this.#inventory = { at: this.#clock.now(), digests };
    } catch (error) {
      this.failed(error);
    }
  }

  async #askLoaded(
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    const { models } = await this.json<TagsReply>({
      method: 'GET',
      path: '/api/ps',
      timeouts,
      signal,
    });
    for (const { name } of models) this.sawLoaded(name);
    return models.map(({ name }) => withTag(name));
  }

  #measure(): AutoPermits {
    return new AutoPermits(this.#clock, (permits) => this.lanes.resize(permits));
  }
}

/** What a host has installed. */
export interface Inventory {
  /** When it was asked, on the monotonic clock. */
  readonly at: number;
  /** Digest by name with its tag. */
  readonly digests: ReadonlyMap<string, string>;
}

/** The connection broke before anything of an answer came. */
function isUnanswered(error: unknown): boolean {
  return (
    error instanceof CaravanError &&
    error.code === 'stream-interrupted' &&
    error.data['tokens'] === undefined
  );
}

/** Two connections more than calls: questions about models do not wait behind answers. */
function connectionsFor(permits: number | 'auto'): number {
  return (permits === 'auto' ? autoCeiling : permits) + 2;
}

/** A model's name as lists give it: Ollama takes `name` for `name:latest`. */
export function withTag(name: string): string {
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
