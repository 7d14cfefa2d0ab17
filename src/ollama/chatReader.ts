import type { JsonValue } from '../base/json.ts';
import { AnswerReader, type ChatChunk } from './answerReader.ts';
import { lineFeed } from './ndjson.ts';
import { parseObject } from './readers.ts';
import { ByteBlock, TokenTemplate } from './tokenTemplate.ts';
import type { ChatLine } from './wire.ts';

/**
 * Reads the stream of `POST /api/chat` and `POST /api/generate`. It ends well with `done` (or a
 * `done_reason`).
 */
export class ChatReader extends AnswerReader {
  readonly #template = new TokenTemplate();

  /** undici hands over every HTTP chunk as a view of the buffer the socket was read into. */
  protected override take(pieces: readonly Buffer[]): void {
    this.gather((chunks) => {
      const [only] = pieces;
      if (only && pieces.length === 1 && this.lines.isEmpty && this.#template.readLine(only)) {
        chunks.push(this.#plainChunk());
        return;
      }
      let block: ByteBlock | undefined;
      for (const piece of pieces) {
        if (this.ending) return;
        if (!block?.holds(piece)) block = new ByteBlock(piece);
        const start = piece.byteOffset - block.offset;
        this.#readPiece(block, start, start + piece.length, chunks);
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

  #readPiece(block: ByteBlock, start: number, end: number, chunks: ChatChunk[]): void {
    for (let at = start; at < end && !this.ending;) {
      const next = this.lines.isEmpty ? this.#template.read(block, at, end) : -1;
      if (next > 0) {
        chunks.push(this.#plainChunk());
        at = next;
        continue;
      }
      const newline = block.bytes.indexOf(lineFeed, at);
      const stop = newline < 0 || newline >= end ? end : newline + 1;
      this.readLines(this.lines.push(block.bytes.subarray(at, stop)), chunks);
      at = stop;
    }
  }

  #plainChunk(): ChatChunk {
    const { text, thinking } = this.#template;
    return { type: 'chunk', text, thinking };
  }

  #line(line: ChatLine, chunks: ChatChunk[]): void {
    const remoteHost = stringOf(line.remote_host);
    if (remoteHost !== '') this.onRemote(remoteHost);
    const message = line.message;
    const text = stringOf(message?.content ?? line.response);
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

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A counter a server may have got wrong: not a number, negative, infinite. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
