import type { Clock } from '../base/clock.ts';
import type { BodyReader } from './exchange.ts';
import type { Host } from './host.ts';
import { durations, outcomeOf, type CallKind, type CallRecord, type TraceRing } from './trace.ts';
import type { CallOptions } from './types.ts';

/** What a call is before anything of it is known. */
export interface NotedCall {
  readonly kind: Exclude<CallKind, 'chat'>;
  readonly model: string;
  readonly options: CallOptions;
}

/** Takes note of one call that is no chat, and leaves its record when it ends, however it ends. */
export class CallNote {
  readonly #trace: TraceRing;
  readonly #clock: Clock;
  readonly #call: NotedCall;
  readonly #made: number;
  #host = '';
  #attempts = 0;
  #queuedMs = 0;
  #permitAt = 0;
  #sentAt = 0;
  #firstAt = 0;
  #bytes = 0;
  /** Tokens the server says it has read. */
  promptTokens = 0;

  constructor(trace: TraceRing, clock: Clock, call: NotedCall) {
    this.#trace = trace;
    this.#clock = clock;
    this.#call = call;
    this.#made = clock.now();
  }

  /** A try begins at this host, after so many milliseconds in its queue. */
  begin(host: Host, waitedMs = 0): void {
    this.#host = host.name;
    this.#attempts++;
    this.#queuedMs += waitedMs;
    this.#permitAt = this.#clock.now();
  }

  /** The request is on its way. */
  readonly sent = (): void => {
    this.#sentAt = this.#clock.now();
  };

  /** The reader, with note taken of what comes. */
  watch(reader: BodyReader): BodyReader {
    return {
      open: (control) => reader.open(control),
      bytes: (bytes) => {
        if (this.#firstAt === 0) this.#firstAt = this.#clock.now();
        this.#bytes += bytes.length;
        reader.bytes(bytes);
      },
      drain: () => reader.drain(),
      end: () => reader.end(),
      get tokens() {
        return reader.tokens;
      },
    };
  }

  /** Runs the call. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#record('done');
      return result;
    } catch (error) {
      this.#record(outcomeOf(error, this.#call.options.signal));
      throw error;
    }
  }

  #record(outcome: CallRecord['outcome']): void {
    const now = this.#clock.now();
    const { kind, model, options } = this.#call;
    const marks = {
      madeAt: this.#made,
      permitAt: this.#permitAt,
      sentAt: this.#sentAt,
      firstAt: this.#firstAt,
    };
    this.#trace.add({
      id: this.#trace.nextId(),
      kind,
      at: this.#clock.wallNow() - (now - this.#made),
      label: options.label ?? '',
      lane: options.lane ?? 'background',
      model,
      host: this.#host,
      attempts: this.#attempts,
      cold: false,
      queuedMs: this.#queuedMs,
      ...durations(marks, now),
      promptTokens: this.promptTokens,
      replyTokens: 0,
      bytes: this.#bytes,
      outcome,
    });
  }
}
