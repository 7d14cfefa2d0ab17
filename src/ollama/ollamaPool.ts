import { CaravanError } from '../base/errors.ts';
import { iterate } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { userText } from '../base/userText.ts';
import { CallNote, type NotedCall } from './callNote.ts';
import { ChatCall } from './chatCall.ts';
import type { Timeouts } from './exchange.ts';
import type { Host } from './host.ts';
import { HostSet } from './hostSet.ts';
import { embed, modelOf, pull, remove, type HostCall } from './modelCalls.ts';
import type { RetryPorts } from './retry.ts';
import { toToolCall } from './toolCall.ts';
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
import type { ChatRequest, PullLine, TagEntry } from './wire.ts';

/**
 * One asynchronous client for model servers: pooled connections, a semaphore with lanes per host,
 * clocks, retries, and one signal from the caller to the socket. Nothing is loaded or opened before
 * the first call. Every method rejects with a `CaravanError`, or with the signal's reason when it
 * aborts.
 */
export class OllamaPool {
  readonly #ports: PoolPorts & RetryPorts;
  readonly #hosts: HostSet;
  readonly #trace: TraceRing;
  #settings: PoolSettings;
  readonly #closing = new AbortController();
  #inFlight = 0;

  constructor(settings: PoolSettings, ports: PoolPorts) {
    this.#settings = settings;
    this.#trace = new TraceRing(ports.onRecord);
    this.#trace.keepsTexts = settings.tracePrompts === true;
    this.#ports = { random: Math.random, ...ports, closing: this.#closing.signal };
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

  /** Records of the last calls, oldest first. */
  trace(): readonly CallRecord[] {
    return this.#trace.records();
  }

  /** Takes new settings: resizes in place; a host that is gone drains, new calls go elsewhere. */
  configure(settings: PoolSettings): void {
    this.#settings = settings;
    this.#trace.keepsTexts = settings.tracePrompts === true;
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
    return this.#count(() => host.models.list(this.#timeouts(options), options.signal));
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
      ...(options.onRestart && {
        onRestart: () => {
          text = '';
          thinking = '';
          toolCalls.length = 0;
          options.onRestart?.();
        },
      }),
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
          for (const chunk of chunks) {
            push(chunk, flow);
            for (const raw of chunk.toolCalls ?? []) {
              const call = toToolCall(raw);
              if (call) push(call, flow);
            }
          }
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
   * Downloads a model, on one host; a cut download is resumed. The server may check what it has
   * got for minutes without a word.
   */
  async pull(
    model: string,
    onLine: (line: PullLine) => void,
    options: CallOptions = {},
  ): Promise<void> {
    const host = this.#hostCall(options);
    const note = this.#note('pull', model, options);
    await this.#count(() => pull(host, model, onLine, this.#ports, note));
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
    this.#hostOf(options);
    const note = (): CallNote => this.#note('embed', model, options);
    const parts = { hosts: this.#hosts, timeouts: this.#timeouts(options), options, note };
    return this.#count(() => embed(parts, model, texts));
  }

  /** Removes an installed model. */
  async deleteModel(model: string, options: CallOptions = {}): Promise<void> {
    const call = this.#hostCall(options);
    await this.#count(() => remove(call, model, this.#note('delete', model, options)));
  }

  /** Admits nothing more, lets running calls end until the deadline (ms), then cuts them. */
  async close(deadlineMs = 0): Promise<void> {
    const reason = shutDown();
    this.#closing.abort(reason);
    for (const host of this.#hosts.opened) host.lanes.close(reason);
    const closed = this.#hosts.close().then(() => true);
    let late = (): void => undefined;
    const timer = this.#ports.clock.setTimeout(() => late(), deadlineMs);
    const deadline = new Promise<boolean>((resolve) => (late = () => resolve(false)));
    if (!(await Promise.race([closed, deadline]))) await this.#hosts.destroy(reason);
    timer.dispose();
  }

  #timeouts(options: CallOptions): Timeouts {
    const { timeouts } = this.#settings;
    return options.timeouts ? { ...timeouts, ...options.timeouts } : timeouts;
  }

  #hostCall(options: CallOptions): HostCall {
    const host = this.#hostOf(options);
    return { host, timeouts: this.#timeouts(options), signal: options.signal };
  }

  #note(kind: NotedCall['kind'], model: string, options: CallOptions): CallNote {
    return new CallNote(this.#trace, this.#ports.clock, { kind, model, options });
  }

  /** The host to ask; also the gate that shuts when the pool closes. */
  #hostOf(options: CallOptions): Host {
    if (this.#closing.signal.aborted) throw shutDown();
    return this.#hosts.pick(options.host);
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

function shutDown(): CaravanError {
  return new CaravanError('shut-down', { text: userText('Caravan is shutting down.') });
}
