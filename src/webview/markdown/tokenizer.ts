import { StringStream, type StreamParser } from '@codemirror/streamparser';
import { parserOf } from './languages.ts';
import type { Piece, TokenKind } from './pieces.ts';

/** Columns of a tab and of a step of indentation: colours do not depend on them. */
const unit = 2;
/** Longest line that is looked into; what a pattern may cost grows with its line. */
const maxLine = 1_000;
/** Times a parser may change its state before it moves on, as in CodeMirror. */
const maxStandstill = 10;

/** Kinds by the words of CodeMirror's parsers, old and new ones. */
const kinds: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ['atom', 'constant'],
  ['attribute', 'property'],
  ['attributeName', 'property'],
  ['bool', 'constant'],
  ['builtin', 'type'],
  ['character', 'string'],
  ['className', 'type'],
  ['comment', 'comment'],
  ['controlKeyword', 'keyword'],
  ['def', 'name'],
  ['deleted', 'removed'],
  ['header', 'type'],
  ['inserted', 'added'],
  ['keyword', 'keyword'],
  ['macroName', 'name'],
  ['meta', 'keyword'],
  ['modifier', 'keyword'],
  ['null', 'constant'],
  ['number', 'number'],
  ['property', 'property'],
  ['propertyName', 'property'],
  ['qualifier', 'type'],
  ['quote', 'string'],
  ['regexp', 'string'],
  ['self', 'keyword'],
  ['string', 'string'],
  ['string-2', 'string'],
  ['tag', 'type'],
  ['tagName', 'type'],
  ['type', 'type'],
  ['typeName', 'type'],
  ['unit', 'number'],
  ['variableName.constant', 'constant'],
  ['variableName.definition', 'name'],
  ['variableName.function', 'name'],
]);

/** Takes code apart line by line; what one line leaves open, the next one goes on with. */
export class LineTokenizer {
  readonly #parser: StreamParser<unknown>;
  readonly #state: unknown;
  #isBroken = false;

  constructor(parser: StreamParser<unknown>) {
    this.#parser = parser;
    this.#state = parser.startState?.(unit) ?? {};
  }

  /** Pieces of the next line, given without its end. A parser that fails leaves the rest plain. */
  next(line: string): readonly Piece[] {
    if (this.#isBroken || line.length > maxLine) return [line];
    try {
      return this.#read(line);
    } catch {
      // Code of a model need not be code at all, and these parsers are written for what is.
      this.#isBroken = true;
      return [line];
    }
  }

  #read(line: string): readonly Piece[] {
    if (line === '') this.#parser.blankLine?.(this.#state, unit);
    const pieces: Piece[] = [];
    const stream = new StringStream(line, unit, unit);
    while (!stream.eol()) {
      const style = this.#token(stream);
      const text = stream.current();
      const kind = kindOf(style, text);
      pieces.push(kind ? { kind, text } : text);
    }
    return pieces;
  }

  #token(stream: StringStream): string | null {
    stream.start = stream.pos;
    for (let tried = 0; tried < maxStandstill; tried += 1) {
      const style = this.#parser.token(stream, this.#state);
      if (stream.pos > stream.start) return style;
    }
    throw new Error('The parser does not move on.');
  }
}

/** A tokenizer for a language by its name in an answer; undefined when none is known. */
export function createTokenizer(language: string): LineTokenizer | undefined {
  const parser = parserOf(language);
  return parser && new LineTokenizer(parser);
}

function kindOf(style: string | null, text: string): TokenKind | undefined {
  // Some parsers return nothing at all, whatever their types say.
  if (!style) return undefined;
  if (style === 'string property') return 'property';
  // YAML's colons and dashes are marked like directives.
  if (style === 'meta' && !/\w/.test(text)) return undefined;
  for (const word of style.split(' ')) {
    const kind = kinds.get(word) ?? kinds.get(word.split('.', 1)[0] ?? '');
    if (kind) return kind;
  }
  return undefined;
}
