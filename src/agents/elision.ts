import type { Language } from '../base/task.ts';
import { topLevelSymbols } from './symbols.ts';

const elided =
  /^\s*(?:\/\/|#|\/\*|\*|\.\.\.|…|<!--).*(?:(?:\.\.\.|…)|\b(?:rest|remaining|other|existing|previous|unchanged|same as)\b.{0,30}\b(?:code|methods?|functions?|imports?|unchanged|here|before)\b)|^\s*(?:\.\.\.|…)\s*$/i;

/** True for a line that looks as if it stood for code that was left out. */
export function lazyLine(line: string): boolean {
  return elided.test(line);
}

/**
 * Finds what a lazy answer left out of a whole file: a "rest unchanged" line that the old file did
 * not have, lost top-level names, or more than 30 % of the lines. Undefined when nothing is missing.
 */
export function elisionProblem(
  code: string,
  before: string | undefined,
  language: Language,
): string | undefined {
  const old = new Set((before ?? '').split('\n').map((line) => line.trim()));
  const lazy = code.split('\n').find((line) => elided.test(line) && !old.has(line.trim()));
  if (lazy !== undefined && !(language === 'python' && /^\s*\.\.\.\s*$/.test(lazy))) {
    return `The line '${lazy.trim().slice(0, 80)}' stands for code that was left out.`;
  }
  if (before === undefined) return undefined;
  const lost = topLevelSymbols(before, language).filter(
    (name) => !new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(code),
  );
  if (lost.length > 0) return `These names of the old file were missing: ${lost.join(', ')}.`;
  const lines = (text: string): number => text.split('\n').filter((line) => line.trim()).length;
  if (lines(before) >= 10 && lines(code) < lines(before) * 0.7) {
    return 'More than 30 % of the lines of the old file were missing.';
  }
  return undefined;
}
