/** Identical pieces in a row after which Ollama itself ends a stream silently (runner, 30). */
const samePieces = 30;
/** Identical lines in a row that nobody writes; short ones (braces, blanks) do not count. */
const sameLines = 12;
const shortLine = 8;
/** Runs of braces, dashes and blanks are code and tables. */
const wordy = /[\p{L}\p{N}]/u;

/** Notices a model that repeats itself without end. */
export class RepetitionGuard {
  #piece = '';
  #pieces = 0;
  #line = '';
  #lastLine = '';
  #lines = 0;

  /** Takes the next piece of text; true once the model is going round in circles. */
  feed(piece: string): boolean {
    this.#pieces = piece === this.#piece && wordy.test(piece) ? this.#pieces + 1 : 1;
    this.#piece = piece;
    if (this.#pieces > samePieces) return true;
    for (let start = 0; start < piece.length;) {
      const end = piece.indexOf('\n', start);
      if (end < 0) {
        this.#line += piece.slice(start);
        break;
      }
      if (this.#endLine(this.#line + piece.slice(start, end))) return true;
      start = end + 1;
    }
    return false;
  }

  #endLine(line: string): boolean {
    this.#line = '';
    const text = line.trim();
    if (text === '') return false;
    this.#lines = text === this.#lastLine ? this.#lines + 1 : 1;
    this.#lastLine = text;
    return this.#lines > sameLines && text.length >= shortLine;
  }
}
