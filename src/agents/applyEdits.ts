import type { EditBlock } from './editBlocks.ts';
import { findLines, indentOf, nearestLines, type LineMatch } from './matchLines.ts';

/** A block that was not applied, and why, as words for the model. */
export interface FailedEdit {
  readonly block: EditBlock;
  readonly problem: string;
}

/** The whole new file, or the blocks that stood in its way; never a part. */
export type Applied =
  | { readonly text: string }
  | { readonly failed: readonly FailedEdit[]; readonly good: readonly EditBlock[] };

interface Placed {
  readonly block: EditBlock;
  readonly match: LineMatch;
  readonly lines: readonly string[];
}

/**
 * Applies all blocks to a file, each at its one place in the file as it is, or none of them. Line
 * ends, a byte order mark and the file's last line end stay as they are.
 */
export function applyEdits(file: string, blocks: readonly EditBlock[]): Applied {
  const { lines, ends, mark } = splitLines(file);
  const failed: FailedEdit[] = [];
  const placed: Placed[] = [];
  for (const block of distinct(blocks)) {
    const place = placeBlock(lines, block);
    const clash = 'match' in place && placed.some((other) => overlaps(other.match, place.match));
    if (clash) failed.push({ block, problem: 'It changes lines another block changes too.' });
    else if ('match' in place) placed.push(place);
    else failed.push(place);
  }
  if (failed.length > 0) return { failed, good: placed.map(({ block }) => block) };
  const eol = commonEnd(ends);
  for (const { match, lines: fresh } of placed.sort((a, b) => b.match.start - a.match.start)) {
    const { start, end } = match;
    const isLast = end === lines.length;
    const last = ends[end - 1] ?? eol;
    lines.splice(start, end - start, ...fresh);
    const own = fresh.map(() => eol);
    if (isLast && own.length > 0) own[own.length - 1] = last;
    ends.splice(start, end - start, ...own);
    if (isLast && own.length === 0 && last === '' && start > 0) ends[start - 1] = '';
  }
  return { text: mark + lines.map((line, index) => line + (ends[index] ?? '')).join('') };
}

function placeBlock(file: readonly string[], block: EditBlock): Placed | FailedEdit {
  const { search, replace } = block;
  if (sameText(search, replace)) return { block, problem: 'It changes nothing.' };
  if (search.every((line) => line.trim() === '')) {
    const isNew = file.every((line) => line.trim() === '');
    const match = { kind: 'exact' as const, start: 0, end: file.length };
    return isNew ? { block, match, lines: replace } : { block, problem: 'It names no lines.' };
  }
  for (const [wanted, fresh] of [
    [search, replace],
    [withoutBlankEnds(search), withoutBlankEnds(replace)],
  ] as const) {
    const found = findLines(file, wanted);
    if (found.type === 'several') {
      return {
        block,
        problem: `These lines are in the file ${found.count} times; quote more lines around them.`,
      };
    }
    if (found.type === 'none') continue;
    const { match } = found;
    const lines = reindent(file.slice(match.start, match.end), wanted, fresh, match);
    return lines
      ? { block, match, lines }
      : { block, problem: 'Its indents do not fit those of the file.' };
  }
  if (replace.length > 0 && findLines(file, replace).type === 'one') {
    return { block, problem: 'The file holds the new lines already.' };
  }
  return { block, problem: notFound(nearestLines(file, search)) };
}

function notFound(nearest: readonly string[]): string {
  const quoted = nearest.length > 0 ? ` The nearest real lines are:\n${nearest.join('\n')}` : '';
  return `These lines are not in the file.${quoted}`;
}

/** The new lines with the file's indents; undefined when it is not clear which those are. */
function reindent(
  have: readonly string[],
  wanted: readonly string[],
  fresh: readonly string[],
  { kind }: LineMatch,
): readonly string[] | undefined {
  if (kind === 'exact' || kind === 'trailing') return fresh;
  const known = new Map<string, string>();
  for (const [index, line] of have.entries()) {
    const other = wanted[index] ?? '';
    if (line.trim() === '' || line.trim() !== other.trim()) continue;
    const indent = indentOf(other);
    if ((known.get(indent) ?? indentOf(line)) !== indentOf(line)) return undefined;
    known.set(indent, indentOf(line));
  }
  const lines: string[] = [];
  for (const line of fresh) {
    const indent = line.trim() === '' ? '' : indentOf(line);
    const mapped = line.trim() === '' ? '' : (known.get(indent) ?? extended(indent, known));
    if (mapped === undefined) return undefined;
    lines.push(mapped + line.slice(indent.length));
  }
  return lines;
}

/** The file's indent for one that no quoted line has: same shift, else same unit, as all others. */
function extended(indent: string, known: ReadonlyMap<string, string>): string | undefined {
  const pairs = [...known];
  const shifted = new Set(pairs.map(([from, to]) => shift(indent, from, to)));
  const [only] = shifted;
  if (shifted.size === 1 && only !== undefined) return only;
  const base = pairs.find(([from]) => from !== '');
  if (!base || indent.length % base[0].length !== 0) return undefined;
  const unit = (text: string): string | undefined => {
    const times = text.length / base[0].length;
    return Number.isInteger(times) && text === base[0].repeat(times)
      ? base[1].repeat(times)
      : undefined;
  };
  return pairs.every(([from, to]) => unit(from) === to) ? unit(indent) : undefined;
}

function shift(indent: string, from: string, to: string): string | undefined {
  if (to.endsWith(from)) return to.slice(0, to.length - from.length) + indent;
  const lacking = from.endsWith(to) ? from.slice(0, from.length - to.length) : undefined;
  return lacking !== undefined && indent.startsWith(lacking)
    ? indent.slice(lacking.length)
    : undefined;
}

function distinct(blocks: readonly EditBlock[]): readonly EditBlock[] {
  const isSame = (a: EditBlock, b: EditBlock): boolean =>
    sameText(a.search, b.search) && sameText(a.replace, b.replace);
  return blocks.filter((block, index) => blocks.findIndex((o) => isSame(o, block)) === index);
}

function overlaps(a: LineMatch, b: LineMatch): boolean {
  return a.start < b.end && b.start < a.end;
}

function sameText(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

function splitLines(file: string): { lines: string[]; ends: string[]; mark: string } {
  const mark = file.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines: string[] = [];
  const ends: string[] = [];
  for (const [, line = '', end = ''] of file.slice(mark.length).matchAll(/([^\n]*?)(\r?\n|$)/g)) {
    if (line === '' && end === '') continue;
    lines.push(line);
    ends.push(end);
  }
  return { lines, ends, mark };
}

/** The line end most lines have. */
function commonEnd(ends: readonly string[]): string {
  const windows = ends.filter((end) => end === '\r\n').length;
  return windows * 2 > ends.length ? '\r\n' : '\n';
}
