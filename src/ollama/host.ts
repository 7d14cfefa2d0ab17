import type { Clock } from '../base/clock.ts';
import { displayHost, parseHostUrl } from './hostUrl.ts';
import type { CallTarget } from './errors.ts';
import { exchange, type BodyReader, type Timeouts } from './exchange.ts';
import { Lanes } from './lanes.ts';
import { JsonReader } from './readers.ts';
import { Transport, type TransportOptions } from './transport.ts';
import type { TagsReply } from './wire.ts';

/** One model server as the settings name it. */
export interface HostOptions {
  readonly url: string;
  /** Sent with every request to this origin and to no other. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  readonly allowH2?: boolean;
  readonly h2c?: boolean;
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

/** Milliseconds for which "the model is in memory" is believed. */
const loadedBelief = 5_000;

/** One model server: its transport, its permits, and what is known about it. */
export class Host {
  readonly name: string;
  readonly lanes: Lanes;
  readonly #clock: Clock;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #basePath: string;
  readonly #options: Omit<TransportOptions, 'connections'>;
  readonly #drained = new Set<Transport>();
  #transport: Transport;
  readonly #loadedAt = new Map<string, number>();

  constructor(options: HostOptions, permits: number, reserved: number, clock: Clock) {
    const url = parseHostUrl(options.url);
    this.name = displayHost(url);
    this.lanes = new Lanes(permits, clock, reserved);
    this.#clock = clock;
    this.#headers = {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      ...options.headers,
    };
    this.#basePath = url.pathname === '/' ? '' : url.pathname;
    this.#options = {
      origin: url,
      ...(options.ca !== undefined && { ca: options.ca }),
      ...(options.allowH2 !== undefined && { allowH2: options.allowH2 }),
      ...(options.h2c !== undefined && { h2c: options.h2c }),
    };
    this.#transport = this.#connect(permits);
  }

  get openSockets(): number {
    let sockets = this.#transport.openSockets;
    for (const old of this.#drained) sockets += old.openSockets;
    return sockets;
  }

  /** Changes the number of calls at once; what runs goes on. */
  resize(permits: number, reserved: number): void {
    if (permits !== this.lanes.permits) {
      const old = this.#transport;
      this.#drained.add(old);
      this.#transport = this.#connect(permits);
      void old.close().finally(() => this.#drained.delete(old));
    }
    this.lanes.resize(permits, reserved);
  }

  /** One request whose body goes to the reader. No permit is taken here. */
  exchange(call: ExchangeCall, reader: BodyReader): Promise<void> {
    return exchange({
      transport: this.#transport,
      request: {
        method: call.method,
        path: this.#basePath + call.path,
        headers: this.#headers,
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

  /** One request with a JSON reply. */
  async json<T>(call: ExchangeCall): Promise<T> {
    const reader = new JsonReader(this.target(call.model));
    await this.exchange(call, reader);
    return reader.value as T;
  }

  target(model?: string): CallTarget {
    return model === undefined ? { host: this.name } : { host: this.name, model };
  }

  /** Remembers that a call just saw the model in memory. */
  sawLoaded(model: string): void {
    this.#loadedAt.set(model, this.#clock.now());
  }

  /** Is the model in memory? Asks `/api/ps`, unless that is known from a moment ago. */
  async isLoaded(
    model: string,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const seen = this.#loadedAt.get(model);
    if (seen !== undefined && this.#clock.now() - seen < loadedBelief) return true;
    const { models } = await this.json<TagsReply>({
      method: 'GET',
      path: '/api/ps',
      timeouts,
      signal,
    });
    const loaded = models.some((entry) => sameModel(entry.name, model));
    if (loaded) this.sawLoaded(model);
    return loaded;
  }

  /** Lets running calls end, then closes the sockets. */
  async close(): Promise<void> {
    await Promise.all([...this.#drained, this.#transport].map((each) => each.close()));
  }

  async destroy(reason: Error): Promise<void> {
    await Promise.all([...this.#drained, this.#transport].map((each) => each.destroy(reason)));
  }

  /** Two connections more than calls: questions about models do not wait behind answers. */
  #connect(permits: number): Transport {
    return new Transport({ ...this.#options, connections: permits + 2 });
  }
}

/** Ollama takes `name` for `name:latest`. */
export function sameModel(a: string, b: string): boolean {
  return withTag(a) === withTag(b);
}

function withTag(name: string): string {
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}
