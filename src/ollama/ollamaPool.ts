import { CaravanError } from '../base/errors.ts';
import { iterate } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { userText } from '../base/userText.ts';
import { ChatReader, type ChatEnd } from './chatReader.ts';
import type { Timeouts } from './exchange.ts';
import { Host } from './host.ts';
import { ObjectStreamReader } from './readers.ts';
import type {
  CallOptions,
  ChatEvent,
  ChatReply,
  GenerateOptions,
  PoolPorts,
  PoolSettings,
  PoolStats,
} from './types.ts';
import type { ChatRequest } from './wire.ts';

/**
 * One asynchronous client for a model server: pooled connections, a semaphore with lanes, clocks,
 * and one signal from the caller to the socket. Nothing is loaded or opened before the first call.
 * Every method rejects with a `CaravanError`, or with the signal's reason when it aborts.
 */
export class OllamaPool {
  readonly #ports: PoolPorts;
  readonly #old = new Set<Promise<void>>();
  #settings: PoolSettings;
  /** Made on first use: an address that is none fails the call, not the start. */
  #host: Host | undefined;
  #inFlight = 0;
  #closed = false;

  constructor(settings: PoolSettings, ports: PoolPorts) {
    this.#settings = settings;
    this.#ports = ports;
  }

  get hostName(): string {
    return this.#host?.name ?? this.#settings.host.url;
  }

  stats(): PoolStats {
    return {
      inFlight: this.#inFlight,
      queued: this.#host?.lanes.queued ?? 0,
      openSockets: this.#host?.openSockets ?? 0,
    };
  }

  /** Takes new settings: resizes in place; a changed host gets new calls, the old one drains. */
  configure(settings: PoolSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (JSON.stringify(before.host) === JSON.stringify(settings.host)) {
      this.#host?.resize(settings.permits, settings.reserved ?? 0);
      return;
    }
    const old = this.#host;
    this.#host = undefined;
    if (!old) return;
    const drained: Promise<void> = old.close().finally(() => this.#old.delete(drained));
    this.#old.add(drained);
  }

  /** One call with a JSON reply, without a permit: for what is cheap on the server. */
  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<T> {
    const host = this.#open();
    return this.#count(() =>
      host.json<T>({
        method,
        path,
        ...(body !== undefined && { body, ...modelOf(body) }),
        timeouts: this.#timeouts(options),
        signal: options.signal,
      }),
    );
  }

  get<T>(path: string, options?: CallOptions): Promise<T> {
    return this.request<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.request<T>('POST', path, body, options);
  }

  /** One chat, streamed inside; resolves with the whole answer. */
  async generate(request: ChatRequest, options: GenerateOptions = {}): Promise<ChatReply> {
    let text = '';
    let thinking = '';
    const toolCalls: JsonValue[] = [];
    const reply = await this.chat(request, {
      ...options,
      onChunks: (chunks, flow) => {
        for (const chunk of chunks) {
          text += chunk.text;
          thinking += chunk.thinking;
          if (chunk.toolCalls) toolCalls.push(...chunk.toolCalls);
        }
        options.onChunks?.(chunks, flow);
      },
    });
    return { ...reply, text, thinking, toolCalls };
  }

  /** One chat as it comes. Leaving the loop closes the connection and frees the permit. */
  stream(request: ChatRequest, options: CallOptions = {}): AsyncIterable<ChatEvent> {
    return iterate<ChatEvent>(options.signal, async (push, signal) => {
      const reply = await this.generate(request, {
        ...options,
        signal,
        onPhase: (phase) => push(phase),
        onChunks: (chunks, flow) => {
          for (const chunk of chunks) push({ type: 'chunk', ...chunk }, flow);
        },
      });
      push({ type: 'done', reply });
    });
  }

  /** One chat for callers that follow the pieces themselves: nothing is collected. */
  async chat(
    request: ChatRequest,
    options: GenerateOptions = {},
  ): Promise<Omit<ChatReply, 'text' | 'thinking' | 'toolCalls'>> {
    const host = this.#open();
    const permit = await host.lanes.acquire({
      lane: options.lane ?? 'agent',
      ...(options.signal && { signal: options.signal }),
      ...(options.newestOf !== undefined && { newestOf: options.newestOf }),
      onQueued: (position) => options.onPhase?.({ type: 'queued', position }),
    });
    const started = this.#ports.clock.now();
    try {
      const end = await this.#count(() => this.#converse(host, request, options));
      return {
        ...end,
        model: request.model,
        host: host.name,
        queuedMs: permit.waitedMs,
        totalMs: this.#ports.clock.now() - started,
      };
    } finally {
      permit.release();
    }
  }

  /**
   * One request that answers with a stream of JSON objects, such as a pull.
   * @param onObject returns true for the object that completes the stream.
   */
  async follow(
    path: string,
    body: unknown,
    onObject: (value: Readonly<Record<string, unknown>>) => boolean,
    options: CallOptions = {},
  ): Promise<void> {
    const host = this.#open();
    const model = modelOf(body);
    return this.#count(() =>
      host.exchange(
        {
          method: 'POST',
          path,
          body,
          ...model,
          timeouts: this.#timeouts(options),
          signal: options.signal,
        },
        new ObjectStreamReader(host.target(model.model), onObject),
      ),
    );
  }

  /** Admits nothing more, lets running calls end until the deadline, then cuts them. */
  async close(deadlineMs = 0): Promise<void> {
    this.#closed = true;
    const reason = shutDown();
    this.#host?.lanes.close(reason);
    const closed = Promise.all([this.#host?.close(), ...this.#old]).then(() => true);
    let timer;
    const late = new Promise<boolean>((resolve) => {
      timer = this.#ports.clock.setTimeout(() => resolve(false), deadlineMs);
    });
    if (!(await Promise.race([closed, late]))) await this.#host?.destroy(reason);
    (timer as { dispose(): void } | undefined)?.dispose();
  }

  async #converse(host: Host, request: ChatRequest, options: GenerateOptions): Promise<ChatEnd> {
    const timeouts = this.#timeouts(options);
    options.onPhase?.({ type: 'connecting', host: host.name });
    const loaded = await this.#isLoaded(host, request.model, timeouts, options.signal);
    const reader = new ChatReader(
      host.target(request.model),
      options.onChunks ?? (() => undefined),
    );
    await host.exchange(
      {
        method: 'POST',
        path: '/api/chat',
        body: { ...request, stream: true },
        model: request.model,
        timeouts,
        signal: options.signal,
        onSent: () =>
          options.onPhase?.(
            loaded ? { type: 'prompt' } : { type: 'loading', model: request.model },
          ),
      },
      reader,
    );
    host.sawLoaded(request.model);
    return reader.ending as ChatEnd;
  }

  /** Only to tell "loading" from "reading the prompt": what it cannot find out is no failure. */
  async #isLoaded(
    host: Host,
    model: string,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const short = { ...timeouts, firstByte: 2_000, idle: 2_000 };
    try {
      return await host.isLoaded(model, short, signal);
    } catch (error) {
      if (!(error instanceof CaravanError)) throw error;
      if (error.code === 'host-unreachable' || error.code === 'host-not-found') throw error;
      this.#ports.logger.debug(`Which models ${host.name} has in memory is unknown`, error.message);
      return true;
    }
  }

  #timeouts(options: CallOptions): Timeouts {
    return { ...this.#settings.timeouts, ...options.timeouts };
  }

  #open(): Host {
    if (this.#closed) throw shutDown();
    const { host, permits, reserved = 0 } = this.#settings;
    this.#host ??= new Host(host, permits, reserved, this.#ports.clock);
    return this.#host;
  }

  async #count<T>(call: () => Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      return await call();
    } finally {
      this.#inFlight--;
    }
  }
}

function modelOf(body: unknown): { readonly model?: string } {
  const model = (body as { model?: unknown } | undefined)?.model;
  return typeof model === 'string' ? { model } : {};
}

function shutDown(): CaravanError {
  return new CaravanError('shut-down', { text: userText('Caravan is shutting down.') });
}
