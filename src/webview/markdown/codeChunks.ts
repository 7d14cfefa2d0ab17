import { appendPieces, type Piece } from './pieces.ts';

/** Lines of one chunk; a long block that grows lays out only its last chunks again. */
export const linesPerChunk = 32;
/** Characters of a block that get colours; what comes after them stays plain. */
export const maxColoured = 100_000;
/** Characters that get colours in one go: some milliseconds of work. */
export const colouredAtOnce = 6_000;

/** Lines of code that are drawn together. A chunk that does not change stays the same object. */
export type Chunk = readonly Piece[];

/** Takes a line apart; what one line leaves open, the next one goes on with. */
export interface Tokenizer {
  next(line: string): readonly Piece[];
}

/** The chunks of code that may grow, each line taken apart once, when it is complete. */
export class CodeChunks {
  readonly #createTokenizer: (() => Tokenizer | undefined) | undefined;
  #tokenizer: Tokenizer | undefined;
  /** The lines that are taken apart. */
  #read = '';
  #full: Chunk[] = [];
  #open: Piece[] = [];
  #openLines = 0;

  /** @param createTokenizer none for code that stays plain. */
  constructor(createTokenizer?: () => Tokenizer | undefined) {
    this.#createTokenizer = createTokenizer;
    this.#tokenizer = createTokenizer?.();
  }

  /** Takes apart some more lines. Code that is not a continuation starts anew. */
  update(code: string): { readonly chunks: readonly Chunk[]; readonly isMoreToDo: boolean } {
    if (!code.startsWith(this.#read)) this.#reset();
    const isMoreToDo = this.#tokenizer !== undefined && this.#advance(code, this.#tokenizer);
    return { chunks: [...this.#full, ...this.#rest(code)], isMoreToDo };
  }

  /** True when complete lines are left that may get colours. */
  #advance(code: string, tokenizer: Tokenizer): boolean {
    const start = this.#read.length;
    let at = start;
    let end = code.indexOf('\n', at);
    while (end >= 0 && at < maxColoured && at - start < colouredAtOnce) {
      appendPieces(this.#open, tokenizer.next(code.slice(at, end)));
      appendPieces(this.#open, ['\n']);
      this.#openLines += 1;
      if (this.#openLines === linesPerChunk) this.#close();
      at = end + 1;
      end = code.indexOf('\n', at);
    }
    if (at > start) this.#read = code.slice(0, at);
    return end >= 0 && at < maxColoured;
  }

  #close(): void {
    this.#full.push(this.#open);
    this.#open = [];
    this.#openLines = 0;
  }

  /** The chunk that is not full yet, and the plain ones behind it. */
  #rest(code: string): readonly Chunk[] {
    const lines = code.slice(this.#read.length).split('\n');
    const chunks: Chunk[] = [];
    for (let first = 0; first < lines.length;) {
      const isOpen = first === 0;
      const end = first + linesPerChunk - (isOpen ? this.#openLines : 0);
      const pieces = isOpen ? [...this.#open] : [];
      appendPieces(pieces, [lines.slice(first, end).join('\n') + (end < lines.length ? '\n' : '')]);
      if (pieces.length > 0) chunks.push(pieces);
      first = end;
    }
    return chunks;
  }

  #reset(): void {
    this.#tokenizer = this.#createTokenizer?.();
    this.#read = '';
    this.#full = [];
    this.#open = [];
    this.#openLines = 0;
  }
}
