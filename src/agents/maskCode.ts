import type { Language } from '../base/task.ts';

/** Code by lines, with what strings and comments say taken out. */
export interface MaskedLine {
  /** The line with strings and comments blanked; same length as the line itself. */
  readonly text: string;
  /** What the line begins inside of, and so continues; undefined where it stands for itself. */
  readonly inside: 'string' | 'comment' | 'bracket' | undefined;
}

/** A stretch of code that is no code: ends where its end mark stands, or undefined at a line end. */
interface Quoted {
  readonly end: string;
  readonly crossesLines: boolean;
}

const scriptQuotes: readonly (readonly [string, Quoted])[] = [
  ['//', { end: '\n', crossesLines: false }],
  ['/*', { end: '*/', crossesLines: true }],
  ['`', { end: '`', crossesLines: true }],
  ['"', { end: '"', crossesLines: false }],
  ["'", { end: "'", crossesLines: false }],
];
const pythonQuotes: readonly (readonly [string, Quoted])[] = [
  ['#', { end: '\n', crossesLines: false }],
  ['"""', { end: '"""', crossesLines: true }],
  ["'''", { end: "'''", crossesLines: true }],
  ['"', { end: '"', crossesLines: false }],
  ["'", { end: "'", crossesLines: false }],
];

/**
 * Blanks strings and comments and tells which lines continue the one before. Not a parser: a string
 * left open ends at its line; a template with its `${…}` counts as one string.
 */
export function maskCode(code: string, language: Language): readonly MaskedLine[] {
  const quotes = language === 'python' ? pythonQuotes : scriptQuotes;
  const lines: MaskedLine[] = [];
  let text = '';
  let depth = 0;
  let inside: MaskedLine['inside'];
  const endLine = (quote?: Quoted): void => {
    lines.push({ text, inside });
    text = '';
    const bracket = depth > 0 ? 'bracket' : undefined;
    inside = quote ? (quote.end === '*/' ? 'comment' : 'string') : bracket;
  };
  let index = 0;
  while (index < code.length) {
    const quoted = quotes.find(([start]) => code.startsWith(start, index));
    const end = quoted
      ? quotedEnd(code, index + quoted[0].length, quoted[1])
      : language !== 'python' && code[index] === '/' && startsRegex(code, index)
        ? regexEnd(code, index)
        : index;
    if (end > index) {
      for (; index < end; index++) {
        if (code[index] === '\n') endLine(quoted?.[1]);
        else text += ' ';
      }
      continue;
    }
    const character = code[index] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    if (character === '\n') endLine();
    else text += character;
    index++;
  }
  lines.push({ text, inside });
  return lines;
}

function quotedEnd(code: string, from: number, { end, crossesLines }: Quoted): number {
  let depth = 0;
  for (let index = from; index < code.length; index++) {
    const character = code[index];
    if (character === '\\' && end !== '*/' && end !== '\n') index++;
    else if (!crossesLines && character === '\n') return index;
    else if (end === '`' && code.startsWith('${', index)) depth++;
    else if (depth > 0 && character === '}') depth--;
    else if (depth === 0 && code.startsWith(end, index)) return index + end.length;
  }
  return code.length;
}

/** True where a slash begins a regular expression and does not divide. */
function startsRegex(code: string, at: number): boolean {
  const before = code.slice(Math.max(0, at - 40), at).trimEnd();
  if (before === '') return true;
  if (/[(,=:[!&|?{};+\-*%<>~^]$/.test(before)) return true;
  return /\b(?:return|typeof|case|in|of|await|yield)$/.test(before);
}

function regexEnd(code: string, from: number): number {
  let inClass = false;
  for (let index = from + 1; index < code.length; index++) {
    const character = code[index];
    if (character === '\\') index++;
    else if (character === '\n') return from;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return index + 1;
  }
  return from;
}
