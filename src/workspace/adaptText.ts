import { diffArrays, diffLines } from 'diff';

// Beyond this many differing lines the shortest script is not worth its time.
const maxEditLength = 1_000;

/**
 * Text to write in place of another, keeping what is not content: the byte order mark, each
 * unchanged line's end (new lines get the file's usual one) and whether a last line end exists.
 */
export function adaptText(before: string | undefined, proposed: string): string {
  if (proposed === before) return proposed;
  const plain = proposed.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (before === undefined) return withFinalEnd(plain, true);
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  const old = before.slice(mark.length);
  const lines = withFinalEnd(plain, old === '' || old.endsWith('\n'));
  return mark + (old.includes('\r') ? withLineEnds(old, lines) : lines);
}

function withFinalEnd(text: string, wanted: boolean): string {
  if (text === '') return text;
  if (!wanted) return text.replace(/\n+$/, '');
  return text.endsWith('\n') ? text : `${text}\n`;
}

function withLineEnds(before: string, after: string): string {
  const old = splitLines(before);
  const count = (end: string): number => old.filter((line) => line.end === end).length;
  const usual = count('\r\n') >= count('\n') ? '\r\n' : '\n';
  const next = splitLines(after);
  const kept = unchangedEnds(
    old,
    next.map((line) => line.text),
  );
  return next
    .map(({ text, end }, index) => text + (end === '' ? '' : (kept[index] ?? usual)))
    .join('');
}

interface Line {
  readonly text: string;
  readonly end: string;
}

function splitLines(text: string): readonly Line[] {
  return [...text.matchAll(/([^\n]*?)(\r?\n|$)/g)]
    .map(([, line = '', end = '']) => ({ text: line, end }))
    .filter((line) => line.text !== '' || line.end !== '');
}

/** For each new line that stood in the old text, the end it had there. */
function unchangedEnds(old: readonly Line[], next: readonly string[]): (string | undefined)[] {
  const parts = diffArrays(
    old.map((line) => line.text),
    [...next],
    { maxEditLength },
  );
  const ends: (string | undefined)[] = [];
  let at = 0;
  for (const { added, removed, value } of parts ?? []) {
    if (removed) at += value.length;
    else
      for (let index = 0; index < value.length; index += 1) {
        ends.push(added ? undefined : old[at++]?.end || undefined);
      }
  }
  return ends;
}

/** Lines that come and go between two texts, counted as a line diff shows them. */
export function countChanges(
  before: string,
  after: string,
): { readonly added: number; readonly removed: number } {
  const parts = diffLines(before, after, { maxEditLength }) ?? [
    { added: true, removed: false, count: splitLines(after).length },
    { added: false, removed: true, count: splitLines(before).length },
  ];
  const sum = (kind: 'added' | 'removed'): number =>
    parts.reduce((total, part) => total + (part[kind] ? part.count : 0), 0);
  return { added: sum('added'), removed: sum('removed') };
}
