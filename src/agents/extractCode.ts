import type { Language } from '../base/task.ts';
import type { TextAnswer } from './ask.ts';
import { codeProblem } from './plausible.ts';
import { definesSymbol } from './symbols.ts';

/** One fenced block of an answer. */
export interface FencedBlock {
  /** From a `FILE:` line right before the fence or first in it. */
  readonly path: string | undefined;
  readonly content: string;
  readonly closed: boolean;
}

/** What an answer must hold to count. */
export interface WantedCode {
  readonly language: Language;
  readonly finish: TextAnswer['finish'];
  readonly path: string;
  readonly symbol?: string | undefined;
  /** Prefers a block by its content; 0 = no preference. Replaces the search for the symbol. */
  readonly score?: (content: string) => number;
}

export type Extracted =
  | { readonly code: string; readonly problem?: undefined }
  | { readonly code?: undefined; readonly problem: string };

/**
 * Takes the file out of an answer: the block for the asked path, else the one that defines the asked
 * name, else the largest. Fence tags are ignored (small models get them wrong). A fence left open
 * counts only when the model ended by itself and the content is plausible.
 */
export function extractCode(text: string, wanted: WantedCode): Extracted {
  const blocks = fencedBlocks(text).filter((block) => block.content.trim() !== '');
  const ranked = blocks
    .map((block) => ({ block, rank: rankOf(block, wanted) }))
    .sort((a, b) => b.rank - a.rank || b.block.content.length - a.block.content.length);
  let problem = 'The answer held no fenced code block.';
  for (const { block } of ranked) {
    if (!block.closed && wanted.finish !== 'stop') {
      problem = 'The answer was cut off before the file was complete.';
      continue;
    }
    const found = codeProblem(block.content, wanted.language);
    if (found === undefined) return { code: withNewline(block.content) };
    problem = ranked[0]?.block === block ? found : problem;
  }
  if (blocks.length > 0) return { problem };
  return bareCode(text, wanted) ?? { problem };
}

/** All fenced blocks, in order; tolerant of prose around and of an open last fence. */
export function fencedBlocks(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  let path: string | undefined;
  let announced: string | undefined;
  const push = (closed: boolean): void => {
    const named = namedPath(lines[0] ?? '');
    const content = (named ? lines.slice(1) : lines).join('\n');
    blocks.push({ path: named ?? path, content, closed });
    fence = undefined;
    path = undefined;
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === undefined) {
      if (mark?.[1]) {
        fence = mark[1];
        path = announced;
        announced = undefined;
      } else if (line.trim() !== '') announced = namedPath(line);
    } else if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') push(true);
    else lines.push(line);
  }
  if (fence !== undefined) push(false);
  return blocks;
}

function namedPath(line: string): string | undefined {
  const match = /^\s*(?:\/\/|#+|\*+|--)?\s*\**FILE:?\**:?\s*[`'"*]*([^\s`'"*]+)/i.exec(line);
  return match?.[1]?.includes('.') ? match[1] : undefined;
}

function rankOf(block: FencedBlock, wanted: WantedCode): number {
  const scored = wanted.score
    ? wanted.score(block.content)
    : wanted.symbol && definesSymbol(block.content, wanted.symbol, wanted.language)
      ? 2
      : 0;
  const asked = block.path !== undefined && sameFile(block.path, wanted.path) ? 3 : 0;
  const other = block.path !== undefined && asked === 0 ? -1 : 0;
  return scored + asked + other;
}

/** True for paths that a model means the same file by: equal, or of one file name. */
export function sameFile(a: string, b: string): boolean {
  const name = (path: string): string => path.split(/[/\\]/).pop() ?? path;
  return a === b || name(a) === name(b);
}

/** An answer that is nothing but code, without any fence. */
function bareCode(text: string, wanted: WantedCode): Extracted | undefined {
  if (wanted.finish !== 'stop' || wanted.symbol === undefined) return undefined;
  const lines = text.split(/\r?\n/);
  const body = (namedPath(lines[0] ?? '') ? lines.slice(1) : lines).join('\n').trim();
  if (!definesSymbol(body, wanted.symbol, wanted.language)) return undefined;
  if (!codeStart.test(body)) return undefined;
  const found = codeProblem(body, wanted.language);
  return found === undefined ? { code: withNewline(body) } : { problem: found };
}

const codeStart =
  /^(?:export|import|const|let|var|async|function|class|interface|type|def|from|package|pub|fn|use|mod|struct|enum|trait|impl|public|final|abstract|record|@|\/\/|\/\*|#|"""|''')/;

function withNewline(code: string): string {
  return `${code.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n`;
}
