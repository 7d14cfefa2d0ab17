import type { Flow } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { incompleteError, type CallTarget } from './errors.ts';
import { BlockReader, parseObject } from './readers.ts';
import { TokenTemplate } from './tokenTemplate.ts';
import type { ChatLine } from './wire.ts';

/** A piece of an answer; the strings are empty where a piece has none. */
export interface ChatChunk {
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls?: readonly JsonValue[];
}

/** What the server says at the end. Durations are milliseconds. */
export interface ChatEnd {
  readonly reason: string;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly loadMs: number;
  readonly promptMs: number;
  readonly replyMs: number;
}

/** Gets the pieces of one socket read together. */
export type OnChunks = (chunks: readonly ChatChunk[], flow: Flow) => void;

/** Reads the stream of `POST /api/chat`. `done` (or a `done_reason`) is its only good end. */
export class ChatReader extends BlockReader {
  /** Pieces that carried text, thinking or a tool call. */
  tokens = 0;
  ending: ChatEnd | undefined;
  protected readonly target: CallTarget;
  readonly #onChunks: OnChunks;
  readonly #template = new TokenTemplate();

  constructor(target: CallTarget, onChunks: OnChunks) {
    super();
    this.target = target;
    this.#onChunks = onChunks;
  }

  protected block(text: string): void {
    if (this.ending) return this.control?.finish();
    const chunks: ChatChunk[] = [];
    try {
      this.readLines(text, chunks);
    } finally {
      // What stood before a bad line in the same read is part of the draft.
      this.tokens += chunks.length;
      if (chunks.length > 0 || this.ending) this.control?.progress();
      if (chunks.length > 0 && this.control) this.#onChunks(chunks, this.control);
    }
    if (this.ending) this.control?.complete();
  }

  protected close(): void {
    if (!this.ending) throw incompleteError(this.target, this.tokens);
  }

  /** Turns whole lines into pieces; sets `ending` at the finish mark. */
  protected readLines(text: string, chunks: ChatChunk[]): void {
    for (let start = 0; start < text.length && !this.ending;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      const token = this.#template.read(text, start, end);
      if (token === undefined) this.#parse(text.slice(start, end), chunks);
      else chunks.push({ text: token, thinking: '' });
      start = end + 1;
    }
  }

  #parse(text: string, chunks: ChatChunk[]): void {
    if (text.trim() === '') return;
    this.#template.learn(text);
    this.#line(parseObject(text, this.target), chunks);
  }

  #line(line: ChatLine, chunks: ChatChunk[]): void {
    const message = line.message;
    const text = stringOf(message?.content);
    const thinking = stringOf(message?.thinking);
    const calls = message?.tool_calls;
    const toolCalls = Array.isArray(calls) ? (calls as readonly JsonValue[]) : undefined;
    if (text !== '' || thinking !== '' || toolCalls) {
      chunks.push({ text, thinking, ...(toolCalls && { toolCalls }) });
    }
    if (line.done === true || stringOf(line.done_reason) !== '') {
      this.ending = {
        reason: stringOf(line.done_reason) || 'stop',
        promptTokens: countOf(line.prompt_eval_count),
        replyTokens: countOf(line.eval_count),
        loadMs: countOf(line.load_duration) / nanoseconds,
        promptMs: countOf(line.prompt_eval_duration) / nanoseconds,
        replyMs: countOf(line.eval_duration) / nanoseconds,
      };
    }
  }
}

const nanoseconds = 1_000_000;

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A counter a server may have got wrong: not a number, negative, infinite. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
