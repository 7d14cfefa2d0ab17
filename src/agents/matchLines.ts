/** How sure a place is: the rungs of the ladder, in the order tried. */
export type MatchKind = 'exact' | 'trailing' | 'indent' | 'trimmed' | 'anchors';

/** The one place of a file where the wanted lines stand. */
export interface LineMatch {
  readonly kind: MatchKind;
  /** Index of the first line. */
  readonly start: number;
  /** Index behind the last line. */
  readonly end: number;
}

/** Where lines stand in a file: at one place, at several (so at none for sure), or nowhere. */
export type Found =
  | { readonly type: 'one'; readonly match: LineMatch }
  | { readonly type: 'several'; readonly count: number }
  | { readonly type: 'none' };

type SameLines = (file: readonly string[], wanted: readonly string[]) => boolean;

const rungs: readonly (readonly [MatchKind, SameLines])[] = [
  ['exact', (file, wanted) => file.every((line, index) => line === wanted[index])],
  [
    'trailing',
    (file, wanted) => file.every((line, index) => line.trimEnd() === wanted[index]?.trimEnd()),
  ],
  ['indent', isShifted],
  ['trimmed', (file, wanted) => file.every((line, index) => line.trim() === wanted[index]?.trim())],
  ['anchors', isAnchored],
];

/**
 * Finds the one place where the wanted lines stand: exact, then but for trailing space, then shifted
 * by one indent, then but for indents, then by first and last line. The first rung that fits
 * anywhere decides: several places are a refusal. Closeness by edit distance is never tried.
 */
export function findLines(file: readonly string[], wanted: readonly string[]): Found {
  if (wanted.length === 0 || wanted.every((line) => line.trim() === '')) return { type: 'none' };
  for (const [kind, isSame] of rungs) {
    const starts: number[] = [];
    for (let start = 0; start + wanted.length <= file.length; start++) {
      if (isSame(file.slice(start, start + wanted.length), wanted)) starts.push(start);
    }
    const [start] = starts;
    if (start === undefined) continue;
    if (starts.length > 1) return { type: 'several', count: starts.length };
    return { type: 'one', match: { kind, start, end: start + wanted.length } };
  }
  return { type: 'none' };
}

/** All lines carry the same extra indent, or all lack the same. */
function isShifted(file: readonly string[], wanted: readonly string[]): boolean {
  const index = wanted.findIndex((line) => line.trim() !== '');
  const [have, want] = [indentOf(file[index] ?? ''), indentOf(wanted[index] ?? '')];
  const extra = have.endsWith(want) ? have.slice(0, have.length - want.length) : undefined;
  const lacking = want.endsWith(have) ? want.slice(0, want.length - have.length) : undefined;
  return file.every((line, at) => {
    const other = (wanted[at] ?? '').trimEnd();
    if (line.trim() === '' || other === '') return line.trim() === other;
    return (
      (extra !== undefined && line.trimEnd() === extra + other) ||
      (lacking !== undefined && lacking + line.trimEnd() === other)
    );
  });
}

const leastAnchored = 3;

/** First and last line agree, and at least half of those between; each anchor must say something. */
function isAnchored(file: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length < leastAnchored) return false;
  const same = file.map((line, index) => line.trim() === wanted[index]?.trim());
  const between = same.slice(1, -1);
  return (
    same[0] === true &&
    same.at(-1) === true &&
    /\w{3}/.test(wanted[0] ?? '') &&
    /\S/.test(wanted.at(-1) ?? '') &&
    between.filter(Boolean).length * 2 >= between.length
  );
}

/** The white space a line begins with. */
export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/**
 * Lines of the file that are most like the wanted ones, one more on each side, to quote to the
 * model; empty when nothing is alike. For showing only: nothing is ever applied by likeness.
 */
export function nearestLines(
  file: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  const size = Math.min(wanted.length, file.length);
  let best = { score: 0.3, start: -1 };
  for (let start = 0; start + size <= file.length; start++) {
    let score = 0;
    for (let at = 0; at < size; at++) score += likeness(file[start + at] ?? '', wanted[at] ?? '');
    if (score / size > best.score) best = { score: score / size, start };
  }
  if (best.start < 0) return [];
  return file.slice(Math.max(0, best.start - 1), best.start + size + 1);
}

/** Share of words two lines have in common, 0 to 1. */
function likeness(a: string, b: string): number {
  if (a.trim() === b.trim()) return 1;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : shared / (left.size + right.size - shared);
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(line.match(/\w+/g) ?? []);
}
