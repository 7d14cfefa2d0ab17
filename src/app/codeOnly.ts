/** Characters without any fence after which the reply is taken to be bare code. */
const bareCodeAfter = 240;
const opening = /^[ \t]*(```+|~~~+)[^\n`]*\n/m;

/**
 * Passes on the code of a streamed reply and drops the fence and the prose around it.
 * Text is held back only while it could still turn out to be a fence.
 */
export class CodeOnly {
  #state: 'start' | 'fenced' | 'bare' | 'closed' = 'start';
  #held = '';
  #fence = '```';

  /** Adds a piece of the reply; returns the code that is certain by now. */
  add(text: string): string {
    this.#held += text;
    if (this.#state === 'start') this.#open();
    if (this.#state === 'bare') return this.#take(this.#held.length);
    return this.#state === 'fenced' ? this.#untilClosing() : '';
  }

  /** The last code when the reply has ended. */
  end(): string {
    if (this.#state === 'closed') return '';
    if (this.#state === 'fenced') return isClosing(this.#held, this.#fence) ? '' : this.#held;
    return this.#held.replace(/^\s*\n/, '');
  }

  #open(): void {
    const match = opening.exec(this.#held);
    if (match) {
      this.#state = 'fenced';
      this.#fence = match[1] ?? '```';
      this.#held = this.#held.slice(match.index + match[0].length);
    } else if (this.#held.length > bareCodeAfter && !/(^|\n)[ \t]*(`|~)[^\n]*$/.test(this.#held)) {
      this.#state = 'bare';
      this.#held = this.#held.replace(/^\s*\n/, '');
    }
  }

  #untilClosing(): string {
    const lines = this.#held.split('\n');
    const closing = lines.findIndex((line) => isClosing(line, this.#fence));
    const last = lines.at(-1) ?? '';
    if (closing >= 0 && (closing < lines.length - 1 || last.trim().length >= this.#fence.length)) {
      this.#state = 'closed';
      const code = lines.slice(0, closing).join('\n');
      this.#held = '';
      return code;
    }
    // A line end before a possible fence belongs to the fence, so the last line end is held too.
    const keep = /^\s*[`~]*$/.test(last) ? last.length + 1 : 0;
    return this.#take(Math.max(0, this.#held.length - keep));
  }

  #take(length: number): string {
    const code = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return code;
  }
}

function isClosing(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith(fence) && /^(`+|~+)$/.test(trimmed);
}
