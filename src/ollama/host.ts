import type { Clock } from '../base/clock.ts';
import { AccessKey, lowerCased, type AccessHeaders, type TokenSource } from './accessKey.ts';
import { AutoPermits, autoCeiling } from './autoPermits.ts';
import { CaravanError } from '../base/errors.ts';
import { requireConsent, type MayAsk } from './consent.ts';
import { displayHost, isLoopback, parseHostUrl } from './hostUrl.ts';
import { protocolError, type CallTarget } from './errors.ts';
import { exchange, type BodyReader, type Timeouts } from './exchange.ts';
import { HostHealth } from './health.ts';
import { HostModels } from './hostModels.ts';
import { Lanes } from './lanes.ts';
import { kindOfPath, type HostKind } from './openAi.ts';
import { parseProxyUrl } from './proxy.ts';
import { JsonReader } from './readers.ts';
import { Transport, type TransportOptions } from './transport.ts';
import { WakeWatch } from './wakeWatch.ts';

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

/** What a host asks its surroundings. */
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

/**
 * One request to a host; `body` is sent as JSON, `onSent` called when the request is on its way,
 * `onAnswered` when the head of a good reply is there.
 */
export interface ExchangeCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly model?: string;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  readonly onSent?: () => void;
  readonly onAnswered?: () => void;
  readonly mayWait?: () => Promise<boolean>;
}

/** One model server: its transport, its permits, and what is known about it. */
export class Host {
  readonly name: string;
  readonly kind: HostKind;
  readonly lanes: Lanes;
  readonly health: HostHealth;
  readonly models: HostModels;
  readonly #clock: Clock;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #key: AccessKey;
  readonly #mayAsk: MayAsk | undefined;
  readonly #basePath: string;
  readonly #options: Omit<TransportOptions, 'connections'>;
  readonly #drained = new Set<Transport>();
  readonly #wakes: WakeWatch | undefined;
  #auto: AutoPermits | undefined;
  #connections: number;
  #transport: Transport;

  constructor(options: HostOptions, admission: AdmissionOptions, ports: HostPorts) {
    const url = parseHostUrl(options.url);
    const proxy = options.proxy === undefined ? undefined : parseProxyUrl(options.proxy);
    this.name = displayHost(url);
    this.kind = options.kind ?? kindOfPath(url.pathname);
    this.health = new HostHealth(ports.clock, ports.random);
    this.models = new HostModels(this.kind, ports.clock, (path, timeouts, signal) =>
      this.json({ method: 'GET', path, timeouts, signal }),
    );
    this.#clock = ports.clock;
    this.#headers = {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      ...lowerCased(options.headers ?? {}),
    };
    // Connections within this machine outlive a sleep, as both ends sleep.
    this.#wakes = isLoopback(url) ? undefined : new WakeWatch(ports.clock, () => this.#redial());
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
      this.#redial();
    }
    if (permits !== 'auto') this.#auto = undefined;
    else this.#auto ??= this.#measure();
    this.lanes.resize(this.#auto?.permits ?? Number(permits), reserved ?? 0);
  }

  /**
   * Takes the outcome of a call: for the badge, and for `auto` permits. What writes no tokens says
   * nothing about how many a second the host could write.
   */
  succeeded(replyTokens?: number): void {
    this.health.succeeded();
    if (replyTokens !== undefined) this.#auto?.finished(replyTokens, this.lanes.queued > 0);
  }

  failed(error: unknown): void {
    this.health.failed(error);
    if (error instanceof CaravanError && lostTouch.has(error.code)) this.models.forgetLoaded();
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
    this.#wakes?.beforeCall();
    return exchange({
      ...call,
      transport: this.#transport,
      request: {
        method: call.method,
        path: this.#basePath + call.path,
        headers: { ...key, ...this.#headers },
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      },
      target: this.target(call.model),
      clock: this.#clock,
      reader,
      wakes: this.#wakes,
    });
  }

  /** One request with a JSON reply; a question that met a stale socket is asked once more. */
  async json<T>(call: ExchangeCall): Promise<T> {
    try {
      return await this.#ask<T>(call);
    } catch (error) {
      const isQuestion = call.method === 'GET' || call.path === '/api/show';
      if (isQuestion && isUnanswered(error)) return this.#ask<T>(call);
      throw error;
    }
  }

  #ask<T>(call: ExchangeCall): Promise<T> {
    const reader = new JsonReader(this.target(call.model));
    return this.exchange(call, reader).then(() => reader.value as T);
  }

  /** The error for a reply that is not what was asked for. */
  unreadable(cause: unknown): CaravanError {
    return protocolError(this.target(), cause);
  }

  target(model?: string): CallTarget {
    return model === undefined ? { host: this.name } : { host: this.name, model };
  }

  /** Asks what the host has, unless that is known from a moment ago. Never rejects. */
  async refresh(timeouts: Timeouts, belief?: number): Promise<void> {
    if (this.health.isAvoided) return;
    try {
      await this.models.refresh(timeouts, belief);
    } catch (error) {
      this.failed(error);
    }
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

  /** From now on over new connections; on the old ones only what runs goes on. */
  #redial(): void {
    const old = this.#transport;
    this.#drained.add(old);
    this.#transport = new Transport({ ...this.#options, connections: this.#connections });
    void old.close().finally(() => this.#drained.delete(old));
  }

  #measure(): AutoPermits {
    return new AutoPermits(this.#clock, (permits) => this.lanes.resize(permits));
  }
}

/** Failures after which the server may have begun anew, with nothing in memory. */
const lostTouch: ReadonlySet<string> = new Set(['host-unreachable', 'stream-interrupted']);

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
