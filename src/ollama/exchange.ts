import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { CaravanError } from '../base/errors.ts';
import type { Flow } from '../base/iterate.ts';
import { Deadlines, type DeadlineName } from './deadlines.ts';
import { connectionError, lostInSleep, timeoutError, type CallStage } from './connectionErrors.ts';
import { encodedReply, notAModelServer, statusError, type CallTarget } from './errors.ts';
import { awayTime, type WakeWatch } from './wakeWatch.ts';
import type { HttpCall, HttpRequest, HttpSink, Transport } from './transport.ts';

/** Clocks in milliseconds, 0 = no limit. Time in the queue counts for none of them. */
export interface Timeouts {
  /** Until the connection stands. */
  readonly connect: number;
  /** From then until the first piece of the answer. */
  readonly firstByte: number;
  /** Between two pieces of the answer. */
  readonly idle: number;
  /** The whole exchange. */
  readonly total: number;
}

/** What a reader may do to its exchange. */
export interface ReaderControl extends Flow {
  /** Something of use came: white space is none. Stops the first-byte clock, feeds the idle one. */
  progress(): void;
  /** The answer is complete; the end of the body is waited for only a moment. */
  complete(): void;
  /** The answer is complete though more bytes came; the socket is not used again. */
  finish(): void;
  fail(error: Error): void;
}

/** Takes the body of a successful reply. What it throws ends the exchange. */
export interface BodyReader {
  open(control: ReaderControl): void;
  bytes(bytes: Buffer): void;
  /** Handles what has arrived and was put off: the connection broke. */
  drain(): void;
  /** The body ended in order. */
  end(): void;
  /** Pieces of answer so far, for messages. */
  readonly tokens: number;
}

/** One request, who reads its reply, and what ends it early. */
export interface ExchangeOptions {
  readonly transport: Transport;
  readonly request: HttpRequest;
  readonly target: CallTarget;
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  readonly reader: BodyReader;
  readonly onSent?: () => void;
  /** The head of a good reply is there. */
  readonly onAnswered?: () => void;
  /**
   * Asked when the first-byte clock runs out: true starts it again (the model is still loading).
   */
  readonly mayWait?: () => Promise<boolean>;
  /** Tells when the machine has slept; none where that breaks no connection. */
  readonly wakes: WakeWatch | undefined;
}

/** Bytes of an error body that are read; the rest is not worth a message. */
const errorBodyLimit = 64 * 1024;
/** What an exchange waits for at a time. */
type Step = Exclude<keyof Timeouts, 'total'> | 'error-body' | 'linger';

/**
 * Milliseconds of the steps that no setting is for: an error body after its headers, and the end
 * of the body after the finish mark, before the socket is given up.
 */
const stepTimes: Partial<Record<Step, number>> = { 'error-body': 5_000, linger: 250 };
/** Milliseconds in which a connection has to show life after the machine has slept. */
const wakeTime = 10_000;

/**
 * One request and its reply, with clocks and one signal. Resolves when the reader has had the
 * whole body; rejects with a `CaravanError` or the signal's reason, the socket closed.
 */
export function exchange(options: ExchangeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    new Exchange(options, resolve, reject).start();
  });
}

class Exchange implements HttpSink, ReaderControl {
  readonly #options: ExchangeOptions;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #call: HttpCall | undefined;
  #stage: CallStage = 'connecting';
  readonly #deadlines: Deadlines;
  /** What the deadline of the step at hand ends. */
  #step: Step = 'connect';
  #abort: Disposable | undefined;
  #wakes: Disposable | undefined;
  #grace: Disposable | undefined;
  #lastProgress = 0;
  #paused = false;
  #complete = false;
  #done = false;
  #failure: { status: number; headers: Headers; chunks: Buffer[]; size: number } | undefined;

  constructor(options: ExchangeOptions, resolve: () => void, reject: (error: Error) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#deadlines = new Deadlines(options.clock, (name, lateMs) => this.#missed(name, lateMs));
  }

  start(): void {
    const { transport, request, signal } = this.#options;
    if (signal?.aborted) return this.#settle(signal.reason as Error);
    this.#abort = onAbort(signal, () => this.fail(signal?.reason as Error));
    this.#deadlines.set('total', this.#options.timeouts.total);
    this.#wakes = this.#options.wakes?.during(() => this.#woke());
    this.#await('connect');
    this.#options.reader.open(this);
    this.#call = transport.send(request, this);
    // An idle socket takes the request within `send`: it may have failed before there was a call.
    if (this.#done) this.#call.abort(new Error('The call has failed'));
  }

  // HttpSink

  onSent(): void {
    this.#stage = 'waiting';
    this.#await('firstByte');
    this.#try(() => this.#options.onSent?.());
  }

  onHeaders(status: number, headers: Headers): void {
    const { target } = this.#options;
    if (status < 200 || status > 299) {
      this.#failure = { status, headers, chunks: [], size: 0 };
      return this.#await('error-body');
    }
    const type = String(headers['content-type'] ?? '');
    if (/^text\/html/i.test(type)) return this.fail(notAModelServer(target, 'text/html'));
    const encoding = String(headers['content-encoding'] ?? 'identity');
    if (encoding !== 'identity') return this.fail(encodedReply(target, encoding));
    this.#options.onAnswered?.();
  }

  onData(bytes: Buffer): void {
    if (this.#failure) {
      this.#failure.chunks.push(bytes);
      this.#failure.size += bytes.length;
      if (this.#failure.size > errorBodyLimit) this.#failWithStatus();
      return;
    }
    this.#try(() => this.#options.reader.bytes(bytes));
  }

  onEnd(): void {
    if (this.#failure) return this.#failWithStatus();
    this.#try(() => this.#options.reader.end());
    if (!this.#done) this.#settle();
  }

  onError(error: Error): void {
    if (this.#done) return;
    if (this.#failure) return this.#failWithStatus();
    const { target, reader } = this.#options;
    // Bytes that came with the reset may still hold the end of the answer.
    this.#try(() => reader.drain());
    if (this.#complete) return this.#settle();
    if (this.#done) return;
    const known = error instanceof CaravanError;
    this.#settle(known ? error : connectionError(error, target, this.#stage, reader.tokens));
  }

  // ReaderControl

  progress(): void {
    this.#lastProgress = this.#options.clock.now();
    if (this.#stage === 'streaming') return;
    this.#stage = 'streaming';
    this.#await('idle');
  }

  pause(): void {
    this.#paused = true;
    this.#call?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#lastProgress = this.#options.clock.now();
    this.#call?.resume();
  }

  complete(): void {
    this.#complete = true;
    this.#await('linger');
  }

  finish(): void {
    if (this.#done) return;
    this.#settle();
    this.#call?.abort(new Error('The answer was complete'));
  }

  fail(error: Error): void {
    if (this.#done) return;
    this.#settle(error);
    this.#call?.abort(error);
  }

  #await(step: Step): void {
    if (this.#done) return;
    this.#step = step;
    this.#deadlines.set('step', stepTimes[step] ?? this.#options.timeouts[step as keyof Timeouts]);
  }

  #missed(name: DeadlineName, lateMs: number): void {
    const { timeouts, target, reader, mayWait, clock } = this.#options;
    const missed = name === 'total' ? name : this.#step;
    if (missed === 'error-body') return this.#failWithStatus();
    if (missed === 'linger') return this.finish();
    // Where timers count the time asleep, all fire on waking: nobody could be heard meanwhile.
    if (lateMs > awayTime) return this.#deadlines.set(name, timeouts[missed]);
    if (missed === 'idle') {
      // One coarse deadline for all tokens: it looks how long ago the last one came.
      const waited = this.#paused ? 0 : clock.now() - this.#lastProgress;
      if (waited < timeouts.idle) return this.#deadlines.set(name, timeouts.idle - waited);
    }
    const give = (): void =>
      this.fail(timeoutError(missed, timeouts[missed], target, reader.tokens));
    if (missed !== 'firstByte' || !mayWait) return give();
    void mayWait().then((wait) => {
      if (this.#done || this.#stage === 'streaming') return;
      if (wait) this.#await('firstByte');
      else give();
    }, give);
  }

  /** The other end may have gone meanwhile: a connection that is alive goes on by itself. */
  #woke(): void {
    if (this.#stage === 'connecting' || this.#complete) return;
    const { clock, target, reader } = this.#options;
    const before = this.#lastProgress;
    this.#grace?.dispose();
    this.#grace = clock.setTimeout(() => {
      if (this.#paused || this.#lastProgress > before) return;
      this.fail(lostInSleep(target, reader.tokens));
    }, wakeTime);
  }

  #failWithStatus(): void {
    if (this.#done || !this.#failure) return;
    const { status, headers, chunks } = this.#failure;
    const body = Buffer.concat(chunks).toString('utf8');
    const { target, clock } = this.#options;
    this.fail(statusError(status, headers, body, target, clock.wallNow()));
  }

  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error instanceof Error ? error : new CaravanError('internal', internal(error)));
    }
  }

  #settle(error?: Error): void {
    this.#done = true;
    this.#deadlines.clear();
    this.#abort?.dispose();
    this.#wakes?.dispose();
    this.#grace?.dispose();
    if (error) this.#reject(error);
    else this.#resolve();
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function internal(thrown: unknown): { text: { message: string; args: string[] } } {
  return { text: { message: 'Something unexpected happened: {0}', args: [String(thrown)] } };
}
