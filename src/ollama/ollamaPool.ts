import { CaravanError } from '../base/errors.ts';
import { iterate } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { userText } from '../base/userText.ts';
import { ChatCall } from './chatCall.ts';
import type { Timeouts } from './exchange.ts';
import type { Host } from './host.ts';
import { HostSet } from './hostSet.ts';
import { ObjectStreamReader } from './readers.ts';
import { resumed } from './resumed.ts';
import { TraceRing, type CallRecord } from './trace.ts';
import type {
  CallOptions,
  ChatEvent,
  ChatReply,
  ChatResult,
  GenerateOptions,
  HostInfo,
  PoolPorts,
  PoolSettings,
  PoolStats,
} from './types.ts';
import type { ChatRequest, EmbedReply, PullLine, TagEntry } from './wire.ts';

/** Milliseconds a server may take to check a downloaded model. */
const checkTime = 600_000;
/** Texts sent for embedding in one request. */
const embedBatch = 32;

/**
 * One asynchronous client for model servers: pooled connections, a semaphore with lanes per host,
 * clocks, retries, and one signal from the caller to the socket. Nothing is loaded or opened before
 * the first call. Every method rejects with a `CaravanError`, or with the signal's reason when it
 * aborts.
 */
export class OllamaPool {
  readonly #ports: PoolPorts & { readonly random: () => number };
  readonly #hosts: HostSet;
  readonly #trace = new TraceRing();
  #settings: PoolSettings;
  #inFlight = 0;
  #closed = false;

  constructor(settings: PoolSettings, ports: PoolPorts) {
    this.#settings = settings;
    this.#ports = { random: Math.random, ...ports };
    this.#hosts = new HostSet(settings, this.#ports);
  }

  stats(): PoolStats {
    const sum = (read: (host: Host) => number): number =>
      this.#hosts.opened.reduce((total, host) => total + read(host), 0);
    return {
      inFlight: this.#inFlight,
      queued: sum((host) => host.lanes.queued),
      openSockets: sum((host) => host.openSockets),
    };
  }

  /** The hosts of the settings and how they are doing; nothing is asked. */
  hosts(): readonly HostInfo[] {
    return this.#hosts.all.map(({ name, kind, health, lanes }) => ({
      url: name,
      kind,
      state: health.state,
      permits: lanes.permits,
      active: lanes.active,
      queued: lanes.queued,
      ...(health.problem && { problem: health.problem }),
    }));
  }

  /** Asks for the access keys again, each before the next request to its host. */
  forgetKeys(): void {
    for (const host of this.#hosts.opened) host.forgetKey();
  }

  /** Records of the last chats, oldest first. */
  trace(): readonly CallRecord[] {
    return this.#trace.records();
  }

  /** Takes new settings: resizes in place; a host that is gone drains, new calls go elsewhere. */
  configure(settings: PoolSettings): void {
    this.#settings = settings;
    this.#hosts.configure(settings);
  }

  /** One call with a JSON reply, without a permit: for what is cheap on the server. */
  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<T> {
    const host = this.#hostOf(options);
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

  /** What a host has installed, whichever protocol it speaks. */
  async models(options: CallOptions = {}): Promise<readonly TagEntry[]> {
    const host = this.#hostOf(options);
    return this.#count(() => host.models(this.#timeouts(options), options.signal));
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
          for (const chunk of chunks) push(chunk, flow);
        },
      });
      push({ type: 'done', reply });
    });
  }

  /** One chat for callers that follow the pieces themselves: nothing is collected. */
  async chat(request: ChatRequest, options: GenerateOptions = {}): Promise<ChatResult> {
    this.#hostOf(options);
    const parts = {
      hosts: this.#hosts,
      ports: this.#ports,
      trace: this.#trace,
      timeouts: this.#timeouts(options),
    };
    return this.#count(() => new ChatCall(parts, request, options).run());
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
    const host = this.#hostOf(options);
    const model = modelOf(body);
    const call = {
      method: 'POST',
      path,
      body,
      ...model,
      timeouts: this.#timeouts(options),
      signal: options.signal,
    };
    const reader = new ObjectStreamReader(host.target(model.model), onObject);
    return this.#count(() => host.exchange(call, reader));
  }

  /**
   * Downloads a model, on one host; a cut download is resumed. The server may check what it has
   * got for minutes without a word.
   */
  async pull(
    model: string,
    onLine: (line: PullLine) => void,
    options: CallOptions = {},
  ): Promise<void> {
    const host = this.#hostOf(options).name;
    const idle = this.#timeouts(options).idle;
    const timeouts = { ...options.timeouts, idle: idle === 0 ? 0 : Math.max(idle, checkTime) };
    let most = 0;
    await resumed(
      (onProgress) =>
        this.follow(
          '/api/pull',
          { model, stream: true },
          (line: PullLine) => {
            if ((line.completed ?? 0) > most) onProgress();
            most = Math.max(most, line.completed ?? 0);
            onLine(line);
            return line.status === 'success';
          },
          { ...options, host, timeouts },
        ),
      this.#ports,
      options.signal,
    );
  }

  /**
   * Vectors of texts, in the order of the texts: a permit a batch, by default in the background
   * lane, so that indexing never holds up anybody.
   */
  async embed(
    model: string,
    texts: readonly string[],
    options: CallOptions = {},
  ): Promise<readonly (readonly number[])[]> {
    const vectors: (readonly number[])[] = [];
    for (let start = 0; start < texts.length; start += embedBatch) {
      const host = this.#hostOf(options);
      const { lane = 'background', signal } = options;
      const permit = await host.lanes.acquire({ lane, ...(signal && { signal }) });
      try {
        const input = texts.slice(start, start + embedBatch);
        const reply = await this.post<EmbedReply>('/api/embed', { model, input }, options);
        vectors.push(...reply.embeddings);
      } finally {
        permit.release();
      }
    }
    return vectors;
  }

  /** Removes an installed model. */
  async deleteModel(model: string, options: CallOptions = {}): Promise<void> {
    await this.request('DELETE', '/api/delete', { model }, options);
  }

  /** Admits nothing more, lets running calls end until the deadline (ms), then cuts them. */
  async close(deadlineMs = 0): Promise<void> {
    this.#closed = true;
    const reason = shutDown();
    for (const host of this.#hosts.opened) host.lanes.close(reason);
    const closed = this.#hosts.close().then(() => true);
    let late = (): void => undefined;
    const timer = this.#ports.clock.setTimeout(() => late(), deadlineMs);
    const deadline = new Promise<boolean>((resolve) => (late = () => resolve(false)));
    if (!(await Promise.race([closed, deadline]))) await this.#hosts.destroy(reason);
    timer.dispose();
  }

  #timeouts(options: CallOptions): Timeouts {
    return { ...this.#settings.timeouts, ...options.timeouts };
  }

  /** The host to ask; also the gate that shuts when the pool closes. */
  #hostOf(options: CallOptions): Host {
    if (this.#closed) throw shutDown();
    const hosts = this.#hosts.all;
    const named = hosts.find((host) => host.name === options.host);
    const usable = named ?? hosts.find((host) => !host.health.isAvoided) ?? hosts[0];
    if (usable) return usable;
    throw new CaravanError('invalid-argument', {
      text: userText('No model server is set.'),
      next: userText('Enter its address in the setting caravan.host.'),
    });
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
