import { CaravanError } from '../base/errors.ts';
import type { AnswerReader, ChatEnd } from './answerReader.ts';
import { CallTexts } from './callTexts.ts';
import { ChatReader } from './chatReader.ts';
import type { Timeouts } from './exchange.ts';
import { sentTexts, toGenerate } from './fill.ts';
import type { Host } from './host.ts';
import { endlessAnswer, overlongAnswer } from './errors.ts';
import type { AdmitOptions, HostSet, RunModel } from './hostSet.ts';
import type { Permit } from './lanes.ts';
import { CompletionReader, toCompletion } from './openAi.ts';
import { backoff, pauseBefore, planRetry, withAttempts, type RetryPorts } from './retry.ts';
import { durations, outcomeOf, type CallRecord, type TraceRing } from './trace.ts';
import type { ChatResult, GenerateOptions, PoolPorts } from './types.ts';
import type { ChatRequest } from './wire.ts';

/** Milliseconds a model may take to load before the first-byte clock counts. */
const loadTime = 600_000;
/** Bytes of one answer at most, lines and all. */
const answerLimit = 64_000_000;
/** Tokens of one answer at most; a longer context allows as many as it holds. */
const tokenLimit = 32_768;

/** What every chat of a pool is made with. */
export interface ChatCallParts {
  readonly hosts: HostSet;
  readonly ports: PoolPorts & RetryPorts;
  readonly trace: TraceRing;
  readonly timeouts: Timeouts;
}

/** One chat from queue to answer: host, permit, attempts, clocks, and the record it leaves. */
export class ChatCall {
  readonly #parts: ChatCallParts;
  readonly #request: ChatRequest;
  readonly #options: GenerateOptions;
  readonly #made: number;
  readonly #texts: CallTexts | undefined;
  readonly #tried = new Set<Host>();
  readonly #errors: CaravanError[] = [];
  #reader: AnswerReader | undefined;
  #host: Host | undefined;
  #cold = false;
  #queuedMs = 0;
  #permitAt = 0;
  #sentAt = 0;
  #firstAt = 0;
  /** Output had begun once, was given up as a draft, and the whole request was sent again. */
  #restarted = false;

  constructor(parts: ChatCallParts, request: ChatRequest, options: GenerateOptions) {
    this.#parts = parts;
    this.#request = request;
    this.#options = options;
    this.#made = parts.ports.clock.now();
    this.#texts = parts.trace.keepsTexts ? new CallTexts(sentTexts(request)) : undefined;
  }

  /** Runs the call; every try holds its permit only while its request runs. */
  async run(): Promise<ChatResult> {
    try {
      for (;;) {
        const end = await this.#attempt();
        if (end) return this.#finish(end);
      }
    } catch (error) {
      this.#record(outcomeOf(error, this.#options.signal));
      throw error;
    }
  }

  /** @returns undefined when another attempt may follow. */
  async #attempt(): Promise<ChatEnd | undefined> {
    const { host, permit } = await this.#admit();
    try {
      this.#options.onPhase?.({ type: 'connecting', host: host.name });
      const met = await host.health.turn(this.#options.signal);
      if (!met) return await this.#ask(host);
      // Another call has just met it here: it is a try of this one too, and no news of the host.
      this.#reader = undefined;
      throw met;
    } catch (error) {
      this.#tried.add(host);
      if (this.#options.signal?.aborted || !(error instanceof CaravanError)) throw error;
      this.#errors.push(error);
    } finally {
      permit.release();
    }
    await this.#waitForNext(host);
    return undefined;
  }

  /** Asks one host, and lets it know how that ended. */
  async #ask(host: Host): Promise<ChatEnd> {
    try {
      const end = await this.#converse(host);
      host.models.sawLoaded(this.#request.model);
      host.succeeded(end.replyTokens);
      this.#parts.hosts.answered(host, this.#runModel);
      return end;
    } catch (error) {
      host.failed(error);
      this.#parts.hosts.failed(host, this.#runModel, error);
      if (error instanceof CaravanError && !this.#options.signal?.aborted) this.#log(host, error);
      throw error;
    }
  }

  async #admit(): Promise<{ readonly host: Host; readonly permit: Permit }> {
    const admission = await this.#parts.hosts.admit(this.#admission);
    this.#host = admission.host;
    this.#queuedMs += admission.permit.waitedMs;
    this.#permitAt = this.#parts.ports.clock.now();
    return admission;
  }

  get #runModel(): RunModel {
    const { affinity } = this.#options;
    return { model: this.#request.model, ...(affinity !== undefined && { affinity }) };
  }

  get #admission(): AdmitOptions {
    const { lane = 'agent', signal, newestOf, host } = this.#options;
    return {
      ...this.#runModel,
      lane,
      exclude: this.#tried,
      ...(signal && { signal }),
      ...(newestOf !== undefined && { newestOf }),
      ...(host !== undefined && { host }),
      ...(this.#request.suffix !== undefined && { kind: 'ollama' as const }),
      onQueued: (position) => this.#options.onPhase?.({ type: 'queued', position }),
    };
  }

  /** Waits before the next attempt, or throws when there is none. */
  async #waitForNext(host: Host): Promise<void> {
    const { hosts, ports } = this.#parts;
    const tokens = this.#reader?.tokens ?? 0;
    // A draft is given up once, for callers that can begin anew; nothing is ever joined to it.
    const mayRestart = this.#options.onRestart !== undefined && !this.#restarted;
    const plan = planRetry(this.#errors, mayRestart ? 0 : tokens, host.health.wasUpLately);
    if (!plan.again) throw withAttempts(this.#errors, tokens);
    const elsewhere = await hosts.hasOther(this.#admission);
    if (!elsewhere) {
      if (plan.elsewhereOnly) throw withAttempts(this.#errors, tokens);
      this.#tried.clear();
    }
    const waitMs = elsewhere ? 0 : backoff(this.#errors, ports.random);
    this.#options.onPhase?.({
      type: 'retry',
      attempt: this.#errors.length + 1,
      waitMs,
      why: this.#errors.at(-1)?.message ?? '',
    });
    if (tokens > 0) {
      this.#restarted = true;
      this.#firstAt = 0;
      this.#texts?.restart();
      this.#options.onRestart?.();
    }
    if (waitMs > 0) await pauseBefore(waitMs, ports, this.#options.signal);
  }

  /** What cannot be read is for the log only. */
  #log(host: Host, error: CaravanError): void {
    if (error.code !== 'protocol-error' || !(error.cause instanceof Error)) return;
    this.#parts.ports.logger.warn(`Unreadable reply of ${host.name}`, error.cause.message);
  }

  async #converse(host: Host): Promise<ChatEnd> {
    const { ports, timeouts } = this.#parts;
    const { signal, onPhase, onChunks, onRemote } = this.#options;
    const { model } = this.#request;
    this.#reader = undefined;
    const loaded = await this.#isLoaded(host);
    this.#cold = !loaded;
    await this.#parts.hosts.verify(host, this.#runModel, loaded);
    const isOllama = host.kind === 'ollama';
    const most = this.#mostTokens;
    const Reader = isOllama ? ChatReader : CompletionReader;
    const reader = new Reader(host.target(model), (chunks, flow) => {
      if (this.#firstAt === 0) this.#firstAt = ports.clock.now();
      if (reader.byteCount > answerLimit) throw endlessAnswer(host.target(model), answerLimit);
      if (reader.tokens > most) throw overlongAnswer(host.target(model), most);
      this.#texts?.add(chunks);
      onChunks?.(chunks, flow);
    });
    if (onRemote) reader.onRemote = onRemote;
    this.#reader = reader;
    await host.exchange(
      {
        method: 'POST',
        ...this.#wire(isOllama),
        model,
        timeouts,
        signal,
        onSent: () => {
          this.#sentAt = ports.clock.now();
          onPhase?.(loaded ? { type: 'prompt' } : { type: 'loading', model });
        },
        onAnswered: () => host.health.answered(),
        ...(!loaded && { mayWait: () => this.#mayStillLoad(host) }),
      },
      reader,
    );
    return reader.ending as ChatEnd;
  }

  #wire(isOllama: boolean): { readonly path: string; readonly body: unknown } {
    const request = this.#request;
    if (!isOllama) return { path: '/chat/completions', body: toCompletion(request) };
    if (request.suffix !== undefined) return { path: '/api/generate', body: toGenerate(request) };
    return { path: '/api/chat', body: { ...request, stream: true } };
  }

  get #mostTokens(): number {
    const context = this.#request.options?.['num_ctx'];
    return typeof context === 'number' ? Math.max(context, tokenLimit) : tokenLimit;
  }

  /** Only to tell "loading" from "reading the prompt": what it cannot find out is no failure. */
  async #isLoaded(host: Host): Promise<boolean> {
    const { timeouts, ports } = this.#parts;
    const short = { ...timeouts, firstByte: 2_000, idle: 2_000 };
    try {
      return await host.models.isLoaded(this.#request.model, short, this.#options.signal);
    } catch (error) {
      if (!(error instanceof CaravanError) || isConnectionFault(error)) throw error;
      ports.logger.debug(`Which models ${host.name} has in memory is unknown`, error.message);
      return true;
    }
  }

  /** A cold model is given its load time, and longer while the server does not list it. */
  async #mayStillLoad(host: Host): Promise<boolean> {
    const { ports, timeouts } = this.#parts;
    if (ports.clock.now() - this.#sentAt < loadTime) return true;
    return !(await host.models.listsLoaded(this.#request.model, timeouts, this.#options.signal));
  }

  #finish(end: ChatEnd): ChatResult {
    this.#record('done', end);
    return {
      ...end,
      model: this.#request.model,
      host: this.#host?.name ?? '',
      queuedMs: this.#queuedMs,
      totalMs: this.#parts.ports.clock.now() - this.#permitAt,
    };
  }

  #record(outcome: CallRecord['outcome'], end?: ChatEnd): void {
    const { trace, ports } = this.#parts;
    const now = ports.clock.now();
    const marks = {
      madeAt: this.#made,
      permitAt: this.#permitAt,
      sentAt: this.#sentAt,
      firstAt: this.#firstAt,
    };
    const record: CallRecord = {
      id: trace.nextId(),
      kind: 'chat',
      at: ports.clock.wallNow() - (now - this.#made),
      label: this.#options.label ?? '',
      lane: this.#options.lane ?? 'agent',
      model: this.#request.model,
      host: this.#host?.name ?? '',
      attempts: this.#errors.length + (end ? 1 : 0),
      cold: this.#cold,
      queuedMs: this.#queuedMs,
      ...durations(marks, now),
      promptTokens: end?.promptTokens ?? 0,
      replyTokens: end?.replyTokens ?? this.#reader?.tokens ?? 0,
      bytes: this.#reader?.byteCount ?? 0,
      outcome,
    };
    trace.add(record, this.#texts?.kept);
  }
}

const connectionFaults: ReadonlySet<string> = new Set([
  'host-unreachable',
  'host-not-found',
  'host-tls',
]);

/** There is no connection: the chat itself would fare no better. */
function isConnectionFault({ code, data }: CaravanError): boolean {
  return connectionFaults.has(code) || data['clock'] === 'connect';
}
