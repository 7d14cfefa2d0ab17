import type { Flow } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { incompleteError, type CallTarget } from './errors.ts';
import { BlockReader } from './readers.ts';

/** A piece of an answer; the strings are empty where a piece has none. */
export interface ChatChunk {
  readonly type: 'chunk';
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

/** Reads the stream of an answer up to its finish mark, which is its only good end. */
export abstract class AnswerReader extends BlockReader {
  /** Pieces that carried text, thinking or a tool call. */
  tokens = 0;
  ending: ChatEnd | undefined;
  /** Called when a line names another machine as the place where the model runs. */
  onRemote: (remoteHost: string) => void = () => undefined;
  protected readonly target: CallTarget;
  readonly #onChunks: OnChunks;

  constructor(target: CallTarget, onChunks: OnChunks) {
    super();
    this.target = target;
    this.#onChunks = onChunks;
  }

  /** Turns whole lines into pieces; sets `ending` at the finish mark. */
  protected abstract readLines(text: string, chunks: ChatChunk[]): void;

  protected block(text: string): void {
    this.gather((chunks) => this.readLines(text, chunks));
  }

  protected close(): void {
    if (!this.ending) throw incompleteError(this.target, this.tokens);
  }

  /** Hands on together what one socket read holds. */
  protected gather(read: (chunks: ChatChunk[]) => void): void {
    if (this.ending) return this.control?.finish();
    const chunks: ChatChunk[] = [];
    try {
      read(chunks);
    } finally {
      // What stood before a bad line in the same read is part of the draft.
      this.tokens += chunks.length;
      if (chunks.length > 0 || this.ending) this.control?.progress();
      if (chunks.length > 0 && this.control) this.#onChunks(chunks, this.control);
    }
    if (this.ending) this.control?.complete();
  }
}
