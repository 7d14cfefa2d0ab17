/** What a piece of text turned out to be. */
export interface ParsedPiece {
  readonly text: string;
  readonly thinking: string;
}

const open = '<think>';
const close = '</think>';
const marks = [open, '```', '~~~'];

/**
 * Separates `<think>` text from the answer, for servers that leave the tags in. The tag counts only
 * at the start of a line and outside code fences; it may be split anywhere between two pieces. What
 * follows an unclosed tag stays thinking.
 */
export class ThinkParser {
  #mode: 'text' | 'thinking' = 'text';
  /** Characters that may turn out to be the beginning of a mark. */
  #held = '';
  #fence = '';
  #lineDecided = false;
  /** The blank lines between thinking and answer belong to neither. */
  #skipBlank = false;

  feed(piece: string): ParsedPiece {
    let text = '';
    let thinking = '';
    let rest = this.#held + piece;
    this.#held = '';
    while (rest !== '') {
      if (this.#mode === 'thinking') {
        const end = rest.indexOf(close);
        const upTo = end >= 0 ? end : rest.length - heldLength(rest, close);
        thinking += rest.slice(0, upTo);
        if (end < 0) {
          this.#held = rest.slice(upTo);
          break;
        }
        rest = rest.slice(end + close.length);
        this.#mode = 'text';
        this.#lineDecided = false;
        this.#skipBlank = true;
      } else if (this.#lineDecided) {
        const newline = rest.indexOf('\n');
        const upTo = newline < 0 ? rest.length : newline + 1;
        text += rest.slice(0, upTo);
        rest = rest.slice(upTo);
        this.#lineDecided = newline < 0;
      } else {
        const [taken, left] = this.#beginLine(rest);
        text += taken;
        if (left === undefined) break;
        rest = left;
      }
    }
    return { text, thinking };
  }

  /** What was held back when the answer ends. */
  end(): ParsedPiece {
    const held = this.#held;
    this.#held = '';
    if (this.#mode === 'thinking') return { text: '', thinking: held };
    return { text: this.#skipBlank ? held.trimStart() : held, thinking: '' };
  }

  /**
   * Decides what a line begins with.
   * @returns text that is sure, and the rest; no rest when more has to come first.
   */
  #beginLine(rest: string): readonly [taken: string, left: string | undefined] {
    const lineEnd = rest.indexOf('\n');
    const start = rest.search(/[^ \t\r]/);
    if (start < 0) {
      this.#held = rest;
      return ['', undefined];
    }
    if (start === lineEnd) {
      return [this.#skipBlank ? '' : rest.slice(0, lineEnd + 1), rest.slice(lineEnd + 1)];
    }
    const line = rest.slice(start);
    if (marks.some((mark) => mark !== line && mark.startsWith(line))) {
      this.#held = rest;
      return ['', undefined];
    }
    if (this.#fence === '' && line.startsWith(open)) {
      this.#mode = 'thinking';
      return ['', line.slice(open.length)];
    }
    const fence = line.startsWith('```') ? '```' : line.startsWith('~~~') ? '~~~' : '';
    if (this.#fence === '') this.#fence = fence;
    else if (fence === this.#fence) this.#fence = '';
    this.#lineDecided = true;
    const left = this.#skipBlank ? line : rest;
    this.#skipBlank = false;
    return ['', left];
  }
}

/** Length of the longest end of the text that could begin the mark. */
function heldLength(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length - 1); length > 0; length--) {
    if (mark.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
