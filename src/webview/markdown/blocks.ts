import MarkdownIt, { type Env, type Token } from 'markdown-it';
import { keepFormulas } from './formulas.ts';

/** A top-level block of a message. A settled one is the same object for ever. */
export interface Block {
  readonly tokens: readonly Token[];
}

interface ParsedBlock {
  readonly tokens: Token[];
  /** First line of the block in the parsed text. */
  readonly line: number;
}

/** Deepest nesting that is parsed; deeper text is shown as it is. */
const maxNesting = 20;

/**
 * Splits a growing message into top-level blocks and parses only its tail. A block is settled once
 * another one begins after it and the line below that beginning is complete too: a table is the
 * construct that looks furthest ahead, one line.
 */
export class BlockSplitter {
  /** For text nobody vouches for: no HTML, no guessed links. */
  readonly #parser = new MarkdownIt({ html: false, linkify: false, maxNesting });
  /** Link definitions of the message so far. */
  #env: Env = {};
  #settled: Block[] = [];
  #settledText = '';

  constructor() {
    keepFormulas(this.#parser);
  }

  /** The blocks of the message so far; a message that is not a continuation starts anew. */
  update(text: string): readonly Block[] {
    if (!text.startsWith(this.#settledText)) this.#reset();
    const tail = text.slice(this.#settledText.length);
    // A copy: a link definition that is still being written must not be kept.
    const blocks = toBlocks(this.#parser.parse(tail, structuredClone(this.#env)));
    const completeLines = tail.split('\n').length - 1;
    const open = blocks.findLastIndex((block) => block.line <= completeLines - 2);
    const first = blocks[open];
    if (!first || open === 0) return [...this.#settled, ...blocks];
    const closed = tail.slice(0, offsetOfLine(tail, first.line));
    this.#settled.push(...toBlocks(this.#parser.parse(closed, this.#env)));
    this.#settledText += closed;
    return [...this.#settled, ...blocks.slice(open)];
  }

  #reset(): void {
    this.#env = {};
    this.#settled = [];
    this.#settledText = '';
  }
}

function toBlocks(tokens: readonly Token[]): ParsedBlock[] {
  const blocks: ParsedBlock[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) blocks.push({ tokens: [], line: token.map?.[0] ?? 0 });
    blocks.at(-1)?.tokens.push(token);
    depth += token.nesting;
  }
  return blocks;
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed += 1) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
