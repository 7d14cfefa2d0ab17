import { diffLines } from 'diff';

// Beyond this many differing lines the shortest script is not worth its time.
const maxEditLength = 1_000;

/** One place where two texts differ: neighbouring lines that go and the lines that come for them. */
export interface Hunk {
  /** First line, from 1, that goes; where none goes, the line the new ones stand before. */
  readonly beforeLine: number;
  /** First line, from 1, in the text after; where no line comes, the one that follows. */
  readonly afterLine: number;
  /** Lines that go, with their ends; empty when lines only come. */
  readonly removed: string;
  readonly added: string;
}

interface Part {
  readonly kept: string;
  readonly hunk: Hunk | undefined;
}

/** The places where two texts differ, as a line diff shows them; none for equal texts. */
export function splitHunks(before: string, after: string): readonly Hunk[] {
  return partsOf(before, after).flatMap(({ hunk }) => hunk ?? []);
}

/**
 * The text before with the chosen ones of {@link splitHunks} made, by index: all of them give the
 * text after, none the text before.
 */
export function chooseHunks(before: string, after: string, chosen: ReadonlySet<number>): string {
  let text = '';
  let index = 0;
  for (const { kept, hunk } of partsOf(before, after)) {
    text += kept;
    if (hunk) text += chosen.has(index++) ? hunk.added : hunk.removed;
  }
  return text;
}

function partsOf(before: string, after: string): readonly Part[] {
  const changes = diffLines(before, after, { maxEditLength }) ?? [
    { added: false, removed: true, value: before, count: 0 },
    { added: true, removed: false, value: after, count: 0 },
  ];
  const parts: Part[] = [];
  let hunk: Hunk | undefined;
  let beforeLine = 1;
  let afterLine = 1;
  for (const { added, removed, value, count } of changes) {
    if (!added && !removed) {
      if (hunk) parts.push({ kept: '', hunk });
      parts.push({ kept: value, hunk: undefined });
      hunk = undefined;
    } else {
      hunk ??= { beforeLine, afterLine, removed: '', added: '' };
      hunk = added
        ? { ...hunk, added: hunk.added + value }
        : { ...hunk, removed: hunk.removed + value };
    }
    if (!added) beforeLine += count;
    if (!removed) afterLine += count;
  }
  if (hunk) parts.push({ kept: '', hunk });
  return parts;
}
