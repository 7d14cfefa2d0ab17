import type { MarkdownIt } from 'markdown-it';

/** What a formula of TeX stands between, longer marks first. */
const marks = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
] as const;
/** Characters of the longest formula; no search goes further. */
const longest = 2_000;
/** Marks that are tried as the end of one: a text of nothing but dollars must not take long. */
const mostEnds = 4;
/** Without one of these it reads the same either way, or the marks were escaped brackets. */
const telling = /[\\^_={}+*/<>~|-]/;

/**
 * Lets formulas stand as they were written: Markdown would take their stars for emphasis and drop
 * their backslashes.
 */
export function keepFormulas(parser: MarkdownIt): void {
  parser.inline.ruler.before('escape', 'formula', (state, isSilent) => {
    const length = formulaLength(state.src.slice(state.pos, state.posMax));
    if (length === 0) return false;
    const end = state.pos + length;
    if (!isSilent) state.push('formula', '', 0).content = state.src.slice(state.pos, end);
    state.pos = end;
    return true;
  });
}

/** Characters of the formula that a text begins with; 0 when it begins with none. */
export function formulaLength(text: string): number {
  const [open, close] = marks.find(([mark]) => text.startsWith(mark)) ?? [];
  if (open === undefined || close === undefined) return 0;
  const searched = text.slice(0, longest);
  // A single dollar is most often money: as in Pandoc, it touches the formula, and no digit follows.
  const isMoney = (end: number): boolean =>
    open === '$' && (/\s/.test(`${text[1]}${text[end - 1]}`) || /\d/.test(text[end + 1] ?? ''));
  let end = searched.indexOf(close, open.length);
  for (let tried = 0; end > 0 && tried < mostEnds; tried++) {
    const inside = text.slice(open.length, end);
    if (inside.includes('`')) return 0;
    if (inside !== '' && !isMoney(end)) return telling.test(inside) ? end + close.length : 0;
    end = searched.indexOf(close, end + 1);
  }
  return 0;
}
