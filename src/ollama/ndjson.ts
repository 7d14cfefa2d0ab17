import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** The byte that ends a line. */
export const lineFeed = 0x0a;
/** Longest line accepted: the cap of Ollama's own Go client (api/client.go, `maxBufferSize`). */
export const maxLineBytes = 8_000_000;

/**
 * Cuts a byte stream at line feeds. A UTF-8 sequence never contains one, so whole lines can be
 * decoded wherever the network cut the bytes.
 */
export class LineDecoder {
  readonly #limit: number;
  #carry: Buffer[] = [];
  #carried = 0;
  #first = true;

  /** @param limit bytes of the longest line. */
  constructor(limit: number = maxLineBytes) {
    this.#limit = limit;
  }

  /** Whether the next byte begins a line. */
  get isEmpty(): boolean {
    return this.#carried === 0;
  }

  /**
   * Takes bytes and returns the text of all lines they complete, each ending in a line feed.
   * @throws CaravanError `reply-too-large` when a line grows over the limit.
   */
  push(bytes: Buffer): string {
    const last = bytes.lastIndexOf(lineFeed);
    const unfinished = bytes.length - last - 1;
    if (this.#carried + (last < 0 ? unfinished : bytes.indexOf(lineFeed)) > this.#limit) {
      throw lineTooLong(this.#limit);
    }
    if (last < 0) {
      if (unfinished > 0) this.#keep(bytes);
      return '';
    }
    let text: string;
    if (this.#carried === 0) text = bytes.toString('utf8', 0, last + 1);
    else {
      this.#carry.push(bytes.subarray(0, last + 1));
      text = Buffer.concat(this.#carry).toString('utf8');
      this.#carry = [];
      this.#carried = 0;
    }
    if (unfinished > 0) this.#keep(bytes.subarray(last + 1));
    return this.#withoutMark(text);
  }

  /** The last line when the stream ended without a line feed; empty otherwise. */
  flush(): string {
    const text = Buffer.concat(this.#carry).toString('utf8');
    this.#carry = [];
    this.#carried = 0;
    return this.#withoutMark(text);
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > this.#limit) throw lineTooLong(this.#limit);
    this.#carry.push(bytes);
    this.#carried += bytes.length;
  }

  /** Some proxies put a byte order mark first, which JSON.parse refuses. */
  #withoutMark(text: string): string {
    if (!this.#first || text === '') return text;
    this.#first = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
}

/** Calls back with every line of a block that is not blank. */
export function forEachLine(block: string, onLine: (line: string) => void): void {
  for (let start = 0; start < block.length;) {
    let end = block.indexOf('\n', start);
    if (end < 0) end = block.length;
    const line = block.slice(start, end);
    if (line.trim() !== '') onLine(line);
    start = end + 1;
  }
}

function lineTooLong(limit: number): CaravanError {
  return new CaravanError('reply-too-large', {
    text: userText('The server sent a line of more than {0} MB.', Math.round(limit / 1_000_000)),
    next: userText('Check that the address belongs to a model server.'),
    data: { limit },
  });
}
