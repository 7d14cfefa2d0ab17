/** Collects bytes up to a limit: the beginning and the end, with a mark where a part is missing. */
export class CapturedOutput {
  readonly #half: number;
  #head = Buffer.alloc(0);
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  /** Bytes seen so far, kept or not. */
  get total(): number {
    return this.#total;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const room = this.#half - this.#head.length;
    if (room > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(Math.max(room, 0));
    if (rest.length === 0) return;
    this.#tail.push(rest.subarray(-this.#half));
    this.#tailBytes += Math.min(rest.length, this.#half);
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= this.#half) {
      this.#tailBytes -= this.#tail.shift()?.length ?? 0;
    }
  }

  /** Kept text, without terminal codes. */
  toText(): string {
    const tail = Buffer.concat(this.#tail).subarray(-this.#half);
    const missing = this.#total - this.#head.length - tail.length;
    const gap = missing > 0 ? `\n[… ${missing} bytes …]\n` : '';
    return stripTerminalCodes(this.#head.toString('utf8') + gap + tail.toString('utf8'));
  }
}

/**
 * Text without what a terminal would act on: OSC, CSI and other escape sequences (ECMA-48), and
 * control characters but tab and line end.
 */
export function stripTerminalCodes(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g, '')
      // eslint-disable-next-line no-control-regex
      .replace(/(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g, '')
      // eslint-disable-next-line no-control-regex
      .replace(/\x1b[ -/]*[0-~]?/g, '')
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex
      .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
  );
}
