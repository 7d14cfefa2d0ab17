import type { JsonValue } from '../base/json.ts';
import { AnswerReader, type ChatChunk } from './answerReader.ts';
import { lineFeed } from './ndjson.ts';
import { parseObject } from './readers.ts';
import { ByteBlock, TokenTemplate } from './tokenTemplate.ts';
import type { ChatLine } from './wire.ts';

/** Reads the stream of `POST /api/chat`. It ends well with `done` (or a `done_reason`). */
export class ChatReader extends AnswerReader {
  readonly #template = new TokenTemplate();

  protected override take(pieces: readonly Buffer[]): void {
    this.gather((chunks) => {
      for (let index = 0; index < pieces.length && !this.ending;) {
        const count = piecesOfOneBuffer(pieces, index);
        this.#readPieces(pieces.slice(index, index + count), chunks);
        index += count;
      }
    });
  }

  protected readLines(text: string, chunks: ChatChunk[]): void {
    for (const line of text.split('\n')) {
      if (this.ending) return;
      if (line.trim() === '') continue;
      this.#template.learn(line);
      this.#line(parseObject(line, this.target), chunks);
    }
  }

  /** Every HTTP chunk comes as a view of the buffer the socket was read into: decoded once. */
  #readPieces(pieces: readonly Buffer[], chunks: ChatChunk[]): void {
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!first || !last) return;
    const base = first.byteOffset;
    const length = last.byteOffset + last.length - base;
    const block = new ByteBlock(Buffer.from(first.buffer, base, length));
    for (const piece of pieces) {
      const start = piece.byteOffset - base;
      this.#readPiece(block, start, start + piece.length, chunks);
    }
  }

  #readPiece(block: ByteBlock, start: number, end: number, chunks: ChatChunk[]): void {
    for (let at = start; at < end && !this.ending;) {
      const next = this.lines.isEmpty ? this.#template.read(block, at, end) : -1;
      if (next > 0) {
        chunks.push({
          type: 'chunk',
          text: this.#template.text,
          thinking: this.#template.thinking,
        });
        at = next;
        continue;
      }
      const newline = block.bytes.indexOf(lineFeed, at);
      const stop = newline < 0 || newline >= end ? end : newline + 1;
      this.readLines(this.lines.push(block.bytes.subarray(at, stop)), chunks);
      at = stop;
    }
  }

  #line(line: ChatLine, chunks: ChatChunk[]): void {
    const message = line.message;
    const text = stringOf(message?.content);
    const thinking = stringOf(message?.thinking);
    const calls = message?.tool_calls;
    const toolCalls = Array.isArray(calls) ? (calls as readonly JsonValue[]) : undefined;
    if (text !== '' || thinking !== '' || toolCalls) {
      chunks.push({ type: 'chunk', text, thinking, ...(toolCalls && { toolCalls }) });
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

/** How many pieces from this one on are views of the same buffer, in rising order. */
function piecesOfOneBuffer(pieces: readonly Buffer[], from: number): number {
  const { buffer } = pieces[from] as Buffer;
  let end = -1;
  let index = from;
  for (; index < pieces.length; index++) {
    const piece = pieces[index] as Buffer;
    if (piece.buffer !== buffer || piece.byteOffset < end) break;
    end = piece.byteOffset + piece.length;
  }
  return index - from;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A counter a server may have got wrong: not a number, negative, infinite. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
