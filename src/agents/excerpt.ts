import type { Language } from '../base/task.ts';
import { indentOf } from './matchLines.ts';
import { fileLines } from './promptBudget.ts';
import { regionsOf, type Region } from './regionOf.ts';

/**
 * A long file as a model is shown it, in about so many lines: imports, values and all first lines,
 * and the whole of the declarations the task is most about; what was left out is said in a comment. A
 * file that is short enough is shown whole.
 */
export function excerptOf(
  code: string,
  language: Language,
  about: string,
  shownLines = fileLines(),
): string {
  const lines = code.split(/\r?\n/);
  if (lines.length <= shownLines) return code;
  const regions = regionsOf(lines.join('\n'), language).filter(isLeaf);
  const words = wordsOf(about);
  const inside = regions.reduce((sum, region) => sum + sizeOf(region), 0);
  let room = shownLines - (lines.length - inside);
  const whole = new Set<Region>();
  const ranked = regions
    .map((region) => ({ region, score: scoreOf(region, lines, words) }))
    .sort((a, b) => b.score - a.score);
  for (const { region } of ranked) {
    if (whole.size > 0 && sizeOf(region) > room) continue;
    whole.add(region);
    room -= sizeOf(region);
  }
  const mark = language === 'python' ? '#' : '//';
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const region = regions.find(({ head, end }) => at > head && at < end);
    if (!region || whole.has(region)) shown.push(lines[at] ?? '');
    else {
      const indent = indentOf(lines[region.head] ?? '');
      shown.push(`${indent}    ${mark} … ${region.end - at} lines not shown`);
      at = region.end - 1;
    }
  }
  return shown.join('\n');
}

/** Only what can be left out by itself: no class, whose methods are regions of their own. */
function isLeaf({ isClass, head, end }: Region): boolean {
  return !isClass && end - head > 2;
}

function sizeOf({ head, end }: Region): number {
  return end - head - 1;
}

function scoreOf(
  { name, owner, start, end }: Region,
  lines: readonly string[],
  words: ReadonlySet<string>,
): number {
  if (words.has(name.toLowerCase())) return 100;
  const named = [...wordsOf(`${name} ${owner ?? ''}`)].filter((word) => words.has(word)).length;
  const body = wordsOf(lines.slice(start, end).join('\n'));
  const shared = [...words].filter((word) => body.has(word)).length;
  return named * 10 + shared / Math.max(1, words.size);
}

/** Words of a text and the parts of its joined names, in lower case. */
function wordsOf(text: string): ReadonlySet<string> {
  const names = text.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const parts = names.flatMap((name) => name.split(/_|(?<=[a-z0-9])(?=[A-Z])/));
  return new Set(
    [...names, ...parts].map((word) => word.toLowerCase()).filter((w) => w.length > 2),
  );
}
