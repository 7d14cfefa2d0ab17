// What stands around the text of nearly every line of a chat, as Go's encoder writes api.ChatResponse
// (api/types.go): reading it by position costs a fraction of parsing it as JSON.
const head = /^\{"model":"[^"\\]*","created_at":"/;
const beforeText = ',"message":{"role":"assistant","content":"';
const beforeThinking = ',"thinking":"';
const tail = '},"done":false}\n';
const lineTail = `"${tail}`;
/** What stands in JSON as it is: printable ASCII without the quote and the backslash. */
const plainText = /^[ !#-[\]-~]+$/;

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;

/**
 * A buffer from where a piece of it begins, and the same decoded as Latin-1: a byte and its
 * character share a place.
 */
export class ByteBlock {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly latin1: string;
  /** Place of the first byte in the whole buffer. */
  readonly offset: number;
  readonly #buffer: ArrayBufferLike;

  constructor(piece: Buffer) {
    this.#buffer = piece.buffer;
    this.offset = piece.byteOffset;
    this.bytes = Buffer.from(piece.buffer, piece.byteOffset);
    this.view = new DataView(piece.buffer, piece.byteOffset);
    this.latin1 = this.bytes.toString('latin1');
  }

  /** Whether a piece is a view of the same bytes. */
  holds(piece: Buffer): boolean {
    return piece.buffer === this.#buffer && piece.byteOffset >= this.offset;
  }
}

/**
 * Reads a plain token line without parsing it. Every line that is not exactly of the known form is
 * left to the parser.
 */
export class TokenTemplate {
  /** What the line that was read last said; one of the two is empty. */
  text = '';
  thinking = '';
  #head = '';
  #prefix: Pattern | undefined;
  /** Where the last string ended: the place after its closing quote. */
  #end = 0;

  /** Takes the beginning of a line that was parsed, for the ones that follow. */
  learn(line: string): void {
    const prefix = this.#prefix ? undefined : head.exec(line)?.[0];
    if (prefix === undefined) return;
    this.#head = prefix;
    this.#prefix = new Pattern(prefix);
  }

  /**
   * Reads a piece that is one whole line with a text of plain ASCII: at the pace of a model nearly
   * every read of a socket is one, and no block has to be made of it.
   * @returns whether it is such a line.
   */
  readLine(piece: Buffer): boolean {
    if (this.#head === '') return false;
    const line = piece.toString('latin1');
    if (!line.endsWith(lineTail) || !line.startsWith(this.#head)) return false;
    const afterTime = line.indexOf('"', this.#head.length) + 1;
    if (!line.startsWith(beforeText, afterTime)) return false;
    const text = line.slice(afterTime + beforeText.length, -lineTail.length);
    if (!plainText.test(text)) return false;
    this.text = text;
    this.thinking = '';
    return true;
  }

  /**
   * Reads the line that begins at a place.
   * @returns where the next one begins, or -1 when the line has to be parsed.
   */
  read(block: ByteBlock, start: number, end: number): number {
    if (!this.#prefix?.standsAt(block, start, end)) return -1;
    const afterTime = block.latin1.indexOf('"', start + this.#prefix.length) + 1;
    if (afterTime === 0 || !textPattern.standsAt(block, afterTime, end)) return -1;
    const text = this.#string(block, afterTime + textPattern.length, end);
    if (text === undefined) return -1;
    let thinking = '';
    if (text === '') {
      // Without any text the line may mean something else: a tool call, a blank.
      if (!thinkingPattern.standsAt(block, this.#end, end)) return -1;
      thinking = this.#string(block, this.#end + thinkingPattern.length, end) ?? '';
      if (thinking === '') return -1;
    }
    if (!tailPattern.standsAt(block, this.#end, end)) return -1;
    this.text = text;
    this.thinking = thinking;
    return this.#end + tailPattern.length;
  }

  /** The JSON string whose first character stands at `start`, or undefined if it is none. */
  #string({ bytes, latin1 }: ByteBlock, start: number, end: number): string | undefined {
    let isAscii = true;
    let isEscaped = false;
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) break;
      if (byte < space) return undefined;
      if (byte === backslash) {
        isEscaped = true;
        at++;
      } else if (byte > 0x7f) isAscii = false;
    }
    if (at >= end) return undefined;
    this.#end = at + 1;
    const text = isAscii ? latin1.slice(start, at) : bytes.toString('utf8', start, at);
    return isEscaped ? unescape(text) : text;
  }
}

/** A fixed run of at least four ASCII characters, compared four bytes at a time. */
class Pattern {
  readonly length: number;
  readonly #words: readonly number[];
  readonly #last: number;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.#last = bytes.readUInt32LE(bytes.length - 4);
    const words: number[] = [];
    for (let at = 0; at + 4 <= bytes.length; at += 4) words.push(bytes.readUInt32LE(at));
    this.#words = words;
  }

  standsAt({ view }: ByteBlock, at: number, end: number): boolean {
    if (at + this.length > end) return false;
    const words = this.#words;
    for (let index = 0; index < words.length; index++) {
      if (view.getUint32(at + 4 * index, true) !== words[index]) return false;
    }
    return view.getUint32(at + this.length - 4, true) === this.#last;
  }
}

const textPattern = new Pattern(beforeText);
const thinkingPattern = new Pattern(beforeThinking);
const tailPattern = new Pattern(tail);

/** A character may be escaped that JSON does not know: then the parser says so. */
function unescape(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
