import type Pool from 'undici/types/pool';
import type Dispatcher from 'undici/types/dispatcher';
import { createConnector } from './connector.ts';
import { proxyHeaders } from './proxy.ts';
import { Sockets } from './sockets.ts';

/** What a transport is built from. */
export interface TransportOptions {
  readonly origin: URL;
  /** Connections at most. */
  readonly connections: number;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  /** Offer HTTP/2 by ALPN over TLS. */
  readonly allowH2?: boolean;
  /** Speak HTTP/2 in clear text; only for servers known to. */
  readonly h2c?: boolean;
  /** Every connection goes through it: by CONNECT for https, else as a forwarding proxy. */
  readonly proxy?: URL;
}

/** One request; the body is sent as it is. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Receives what happens to a request. After `onEnd` or `onError` nothing more comes. */
export interface HttpSink {
  /** The request is being written on a connected socket. */
  onSent(): void;
  onHeaders(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void;
  onData(bytes: Buffer): void;
  onEnd(): void;
  onError(error: Error): void;
}

/** A request on its way. */
export interface HttpCall {
  /** Ends it at once: `onError` gets the reason now, and the socket is closed. */
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/**
 * HTTP to one origin over one undici Pool, loaded and opened on first use. Adds what undici lacks:
 * aborting before the connection stands, and counting sockets.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #sockets = new Sockets();
  #pool: Promise<Pool> | undefined;
  #loaded: Pool | undefined;
  /** Pools that only let their last streams end. */
  readonly #retired = new Map<Pool, Promise<void>>();
  #closing: Promise<void> | undefined;
  /** Requests given to undici and not yet on a socket. */
  #unsent = 0;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#sockets.speaksH2 = options.h2c === true;
  }

  /** Sockets that are connecting or open, idle ones included. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  send(request: HttpRequest, sink: HttpSink): HttpCall {
    const call = new Call(sink, () => this.#dropUnused());
    const dispatch = (pool: Pool): void => {
      if (call.ended) return;
      this.#unsent++;
      call.onLeft = () => this.#unsent--;
      pool.dispatch(this.#forwarded(request), call);
    };
    if (this.#loaded) dispatch(this.#loaded);
    else this.#open().then(dispatch, (error: unknown) => call.fail(toError(error)));
    return call;
  }

  /** Lets running requests end, then closes all sockets. */
  async close(): Promise<void> {
    this.#closing ??= this.#pool?.then((pool) => pool.close());
    await Promise.all([this.#closing, ...this.#retired.values()]);
  }

  /** Closes all sockets now; running requests fail with the reason. */
  async destroy(reason: Error): Promise<void> {
    const pool = await this.#pool;
    for (const each of [...(pool ? [pool] : []), ...this.#retired.keys()]) {
      if (!each.destroyed) await each.destroy(reason);
    }
    this.#sockets.destroy();
  }

  #open(): Promise<Pool> {
    this.#pool ??= this.#load();
    return this.#pool;
  }

  async #load(): Promise<Pool> {
    const [{ default: PoolClass }, { default: buildConnector }] = await Promise.all([
      import('undici/lib/dispatcher/pool.js'),
      import('undici/lib/core/connect.js'),
    ]);
    const { origin, connections, h2c = false } = this.#options;
    const useH2 = origin.protocol === 'https:' && this.#options.allowH2 !== false;
    const wanted = { ...this.#options, allowH2: useH2, h2c };
    const pool = new PoolClass((this.#forwardsTo ?? origin).origin, {
      connect: createConnector(buildConnector, wanted, this.#sockets),
      connections,
      pipelining: 1,
      allowH2: useH2,
      ...(h2c && { useH2c: true }),
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: origin.protocol === 'https:' ? 30_000 : 60_000,
    });
    if (useH2 || h2c) pool.on('disconnect', () => this.#retire(pool));
    this.#loaded = pool;
    return pool;
  }

  /** The proxy that is asked for http addresses as a whole. */
  get #forwardsTo(): URL | undefined {
    const { origin, proxy } = this.#options;
    return origin.protocol === 'http:' ? proxy : undefined;
  }

  #forwarded(request: HttpRequest): HttpRequest {
    const proxy = this.#forwardsTo;
    if (!proxy) return request;
    const { origin } = this.#options;
    return {
      ...request,
      path: origin.origin + request.path,
      headers: { host: origin.host, ...proxyHeaders(proxy), ...request.headers },
    };
  }

  /**
   * After GOAWAY undici lets new requests wait for the streams that still run on the old
   * connection (measured, 8.12.4): they go to a new pool instead.
   */
  #retire(pool: Pool): void {
    if (this.#loaded !== pool || !this.#sockets.speaksH2 || pool.closed || pool.destroyed) return;
    this.#loaded = undefined;
    this.#pool = undefined;
    const closed = pool.close().finally(() => this.#retired.delete(pool));
    this.#retired.set(pool, closed);
  }

  /** A connection attempt nobody waits for any more is given up, not left to the system. */
  #dropUnused(): void {
    if (this.#unsent > 0) return;
    this.#sockets.dropConnecting();
  }
}

class Call implements HttpCall, Dispatcher.DispatchHandler {
  ended = false;
  /** Called once when the request has left undici's queue, for a socket or for nothing. */
  onLeft: () => void = () => undefined;
  readonly #sink: HttpSink;
  readonly #afterAbort: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #reason: Error | undefined;

  constructor(sink: HttpSink, afterAbort: () => void) {
    this.#sink = sink;
    this.#afterAbort = afterAbort;
  }

  abort(reason: Error): void {
    if (this.ended) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.fail(reason);
    this.#afterAbort();
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#leave();
    this.#controller = controller;
    if (this.#reason) controller.abort(this.#reason);
    else this.#sink.onSent();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status >= 200 && !this.ended) this.#sink.onHeaders(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (!this.ended) this.#sink.onData(bytes);
  }

  onResponseEnd(): void {
    if (this.ended) return;
    this.ended = true;
    this.#sink.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#leave();
    this.fail(error);
  }

  fail(error: Error): void {
    if (this.ended) return;
    this.#leave();
    this.ended = true;
    this.#sink.onError(error);
  }

  #leave(): void {
    const left = this.onLeft;
    this.onLeft = () => undefined;
    left();
  }
}

function toError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
