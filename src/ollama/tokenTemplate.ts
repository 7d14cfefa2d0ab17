// What stands around the text of nearly every line of a chat, as Go's encoder writes api.ChatResponse
// (api/types.go): reading it by position costs a fraction of parsing it as JSON.
const middle = '","message":{"role":"assistant","content":"';
const tail = '"},"done":false}';
const head = /^\{"model":"[^"\\]*","created_at":"/;

/**
 * Reads the text of a plain token line without parsing it. Every line that is not exactly of the
 * known form is left to the parser.
 */
export class TokenTemplate {
  #prefix = '';

  /** Takes the beginning of a line that was parsed, for the ones that follow. */
  learn(line: string): void {
    if (this.#prefix === '') this.#prefix = head.exec(line)?.[0] ?? '';
  }

  /** The text of the line between two places of a block, or undefined if it has to be parsed. */
  read(block: string, start: number, end: number): string | undefined {
    if (this.#prefix === '' || !block.startsWith(this.#prefix, start)) return undefined;
    const afterTime = block.indexOf('"', start + this.#prefix.length);
    const textEnd = end - tail.length;
    if (!block.startsWith(middle, afterTime) || !block.startsWith(tail, textEnd)) return undefined;
    const text = block.slice(afterTime + middle.length, textEnd);
    if (text.includes('\\')) return unescape(text);
    return text === '' || text.includes('"') ? undefined : text;
  }
}

/** Only a text that is one JSON string and no more has the form; anything else is parsed whole. */
function unescape(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}
