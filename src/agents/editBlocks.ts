/** One change of a file: these lines become those. */
export interface EditBlock {
  /** From a line before the block; undefined when none was named. */
  readonly path: string | undefined;
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** What an answer holds of edits. */
export interface ReadEdits {
  readonly blocks: readonly EditBlock[];
  /** Why the edits cannot be taken as they are, as a sentence for the model. */
  readonly problem?: string;
}

// The markers of published edit formats: <<<<<<< SEARCH … ======= … >>>>>>> REPLACE (aider), and
// ------- SEARCH … ======= … +++++++ REPLACE (Cline); models vary the length.
const searchMark = /^\s{0,3}(?:<{5,9}|-{3,9})\s*SEARCH:?\s*>?\s*$/;
const divider = /^\s{0,3}={5,9}\s*$/;
const replaceMark = /^\s{0,3}(?:>{5,9}|\+{3,9})\s*REPLACE:?\s*<?\s*$/;
const hunkMark = /^@@(?:\s.*)?$/;

/** Edits of an answer: search/replace blocks, else the hunks of unified diffs; none is no problem. */
export function readEdits(text: string): ReadEdits {
  const lines = text.split(/\r?\n/);
  return lines.some((line) => searchMark.test(line)) ? searchBlocks(lines) : diffHunks(lines);
}

function searchBlocks(lines: readonly string[]): ReadEdits {
  const blocks: EditBlock[] = [];
  let state: 'outside' | 'search' | 'replace' = 'outside';
  let path: string | undefined;
  let search: string[] = [];
  let replace: string[] = [];
  for (const line of lines) {
    const isDivider = divider.test(line);
    if (searchMark.test(line)) {
      if (state !== 'outside') return broken('A block began before the one above had ended.');
      [state, search, replace] = ['search', [], []];
    } else if (state === 'search') {
      if (replaceMark.test(line)) return broken('A block had no ======= line.');
      if (isDivider) state = 'replace';
      else search.push(line);
    } else if (state === 'replace') {
      if (isDivider) return broken('A block had more than one ======= line.');
      if (replaceMark.test(line)) {
        blocks.push({ path, search: withoutFence(search), replace: withoutFence(replace) });
        state = 'outside';
      } else replace.push(line);
    } else path = namedPath(line) ?? path;
  }
  return state === 'outside' ? { blocks } : broken('The last block was cut off.');
}

function diffHunks(lines: readonly string[]): ReadEdits {
  const blocks: EditBlock[] = [];
  let path: string | undefined;
  let hunk: { search: string[]; replace: string[] } | undefined;
  const close = (): void => {
    if (hunk && (hunk.search.length > 0 || hunk.replace.length > 0)) {
      blocks.push({ path, ...withoutBlankEnd(hunk) });
    }
    hunk = undefined;
  };
  for (const [index, line] of lines.entries()) {
    const header = /^\+\+\+ (?:b\/)?([^\s]+)/.exec(line);
    const isHeader = header && /^--- /.test(lines[index - 1] ?? '');
    if (hunkMark.test(line)) {
      close();
      hunk = { search: [], replace: [] };
    } else if (isHeader) {
      close();
      path = header[1];
    } else if (/^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[index + 1] ?? '')) close();
    else if (hunk) {
      const content = line.slice(1);
      if (line.startsWith('+')) hunk.replace.push(content);
      else if (line.startsWith('-')) hunk.search.push(content);
      else if (line.startsWith(' ') || line === '') {
        hunk.search.push(content);
        hunk.replace.push(content);
      } else if (/^\s*(?:`{3,}|~{3,})/.test(line) || line.startsWith('diff --git')) close();
      else if (!line.startsWith('\\')) {
        return broken(`This line of the diff began with neither ' ', '+' nor '-': ${line}`);
      }
    }
  }
  close();
  return { blocks: blocks.filter(({ search, replace }) => !sameText(search, replace)) };
}

function broken(problem: string): ReadEdits {
  return { blocks: [], problem };
}

function sameText(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** Prose behind a diff begins with an empty line, which is no context of the hunk. */
function withoutBlankEnd(hunk: { search: string[]; replace: string[] }): {
  search: readonly string[];
  replace: readonly string[];
} {
  const search = [...hunk.search];
  const replace = [...hunk.replace];
  while (search.at(-1) === '' && replace.at(-1) === '') {
    search.pop();
    replace.pop();
  }
  return { search, replace };
}

/** Some models fence the two halves of a block each. */
function withoutFence(lines: readonly string[]): readonly string[] {
  const isFenced =
    /^\s*`{3,}\w*\s*$/.test(lines[0] ?? '') && /^\s*`{3,}\s*$/.test(lines.at(-1) ?? '');
  return isFenced && lines.length > 1 ? lines.slice(1, -1) : lines;
}

function namedPath(line: string): string | undefined {
  const match =
    /^\s*(?:\/\/|#+|\*+)?\s*\**FILE:?\**:?\s*[`'"*]*([^\s`'"*]+)/i.exec(line) ??
    /^\s*[`'"*]*([\w./-]+\.\w{1,5})[`'"*:]*\s*$/.exec(line);
  return match?.[1]?.includes('.') ? match[1] : undefined;
}
