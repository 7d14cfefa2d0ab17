import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { incompleteError, protocolError, serverFailure, type CallTarget } from './errors.ts';
import type { BodyReader, ReaderControl } from './exchange.ts';
import { forEachLine, LineDecoder } from './ndjson.ts';

/** Bytes of a whole JSON body at most. */
const jsonLimit = 64_000_000;

/** White space (RFC 8259, 2), which some proxies send to keep a connection up, is no progress. */
const isInk = (byte: number): boolean => byte > 0x20;

/** Reads a body that is one JSON value. */
export class JsonReader implements BodyReader {
  readonly tokens = 0;
  readonly #target: CallTarget;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #control: ReaderControl | undefined;
  value: unknown;

  constructor(target: CallTarget) {
    this.#target = target;
  }

  open(control: ReaderControl): void {
    this.#control = control;
  }

  bytes(bytes: Buffer): void {
    if (bytes.some(isInk)) this.#control?.progress();
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    if (this.#size > jsonLimit) {
      throw new CaravanError('reply-too-large', {
        text: userText('{0} sent an oversized reply.', this.#target.host),
        next: userText('Check that the address belongs to a model server.'),
      });
    }
  }

  drain(): void {
    // Half a JSON value is of no use.
  }

  end(): void {
    // A byte order mark, which JSON.parse refuses, goes with the white space.
    const text = joined(this.#chunks).toString('utf8').trim();
    try {
      this.value = text === '' ? undefined : JSON.parse(text);
    } catch (error) {
      throw protocolError(this.#target, error);
    }
  }
}

/** Bytes after a piece that end its HTTP chunk: CR LF (RFC 9112, 7.1). */
const chunkEnd = 2;

/**
 * Reads NDJSON, one block of whole lines per socket read: undici hands over every HTTP chunk on
 * its own, and decoding them together costs a third less.
 */
export abstract class BlockReader implements BodyReader {
  abstract readonly tokens: number;
  protected control: ReaderControl | undefined;
  protected readonly lines = new LineDecoder();
  /** Bytes of the body so far. */
  byteCount = 0;
  #pending: Buffer[] = [];
  #broken = false;

  open(control: ReaderControl): void {
    this.control = control;
  }

  bytes(bytes: Buffer): void {
    this.byteCount += bytes.length;
    const first = this.#pending.push(bytes) === 1;
    // A piece is a view of the memory its socket read went into. Where it ends with that memory
    // the read has no more pieces; where the memory is larger, the microtask comes after the last.
    if (bytes.buffer.byteLength - bytes.byteOffset - bytes.length <= chunkEnd) this.#flush();
    else if (first) queueMicrotask(this.#flushLater);
  }

  drain(): void {
    this.#flush();
  }

  end(): void {
    this.#flush();
    const rest = this.lines.flush();
    if (rest !== '') this.block(rest);
    this.close();
  }

  /** Takes the pieces of one socket read. */
  protected take(pieces: readonly Buffer[]): void {
    const text = this.lines.push(joined(pieces));
    if (text !== '') this.block(text);
  }

  /** Takes the text of whole lines. */
  protected abstract block(text: string): void;
  /** The body ended in order: throws if something is missing. */
  protected abstract close(): void;

  readonly #flushLater = (): void => {
    if (this.#broken) return;
    try {
      this.#flush();
    } catch (error) {
      this.#broken = true;
      this.control?.fail(error instanceof Error ? error : new Error(String(error)));
    }
  };

  #flush(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.take(pending);
  }
}

/** The pieces as one, without a copy where there is but one. */
function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return only && pieces.length === 1 ? only : Buffer.concat(pieces);
}

/** Reads a stream of JSON objects and hands each to a callback: pull progress and the like. */
export class ObjectStreamReader extends BlockReader {
  tokens = 0;
  readonly #target: CallTarget;
  readonly #onObject: (value: Readonly<Record<string, unknown>>) => boolean;
  #complete = false;

  /** @param onObject returns true for the object that completes the stream. */
  constructor(target: CallTarget, onObject: (value: Readonly<Record<string, unknown>>) => boolean) {
    super();
    this.#target = target;
    this.#onObject = onObject;
  }

  protected block(text: string): void {
    forEachLine(text, (line) => {
      const value = parseObject(line, this.#target);
      this.tokens++;
      this.control?.progress();
      if (this.#onObject(value)) this.#complete = true;
    });
  }

  protected close(): void {
    if (!this.#complete) throw incompleteError(this.#target, this.tokens);
  }
}

/**
 * Parses one line of a stream.
 * @throws CaravanError `protocol-error` when it is no JSON object, or what its `error` says.
 */
export function parseObject(line: string, target: CallTarget): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    // The beginning of the line is for the log.
    const said = JSON.stringify(line.slice(0, 200));
    throw protocolError(target, new Error(`Not JSON: ${said}`, { cause: error }));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw protocolError(target, new Error('A line is not a JSON object'));
  }
  const { error } = value as { error?: unknown };
  if (error !== undefined && error !== null) {
    throw serverFailure(serverWords(error), target);
  }
  return value as Readonly<Record<string, unknown>>;
}

function serverWords(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const words = typeof text === 'string' ? text : JSON.stringify(text);
  return words.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300);
}
