import type { Language } from '../base/task.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import { lazyLine } from './elision.ts';
import { indentOf } from './matchLines.ts';
import { memberName, regionOf, regionsOf, type Region } from './regionOf.ts';

/** The whole new file, or why the declarations of an answer cannot be put into it. */
export type Spliced =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: string };

interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Puts whole declarations of an answer in the place of those of the same name in the file; new ones
 * go before the first one changed, new imports after the last. Everything else stays byte for byte.
 * An answer that changes nothing known, or holds more than declarations, is refused.
 */
export function spliceRegions(file: string, answer: string, language: Language): Spliced {
  const compiled = compiledLanguage(language);
  if (compiled) {
    return { problem: `Parts of ${compiled.name} files are changed by search/replace blocks.` };
  }
  const eol = file.includes('\r\n') ? '\r\n' : '\n';
  const lines = file.split(eol);
  const old = lines.join('\n');
  const given = asDeclarations(withoutIndent(answer.split(/\r?\n/)), old, language);
  const regions = regionsOf(given.join('\n'), language);
  const top = regions.filter(({ owner }) => owner === undefined);
  const loose = looseLines(given, top, language);
  const problem = loose.problem ?? leftOut(given, regions, old, language);
  if (problem !== undefined) return { problem };
  const changes: Change[] = [];
  const fresh: (readonly string[])[] = [];
  for (const region of top) {
    const change = changeOf(old, lines, region, given, language);
    if (typeof change === 'string') return { problem: change };
    if (change === undefined) fresh.push(given.slice(region.start, region.end));
    else changes.push(...change);
  }
  if (changes.length === 0) {
    return { problem: 'None of its functions and classes are in the file.' };
  }
  const first = Math.min(...changes.map(({ start }) => topStart(old, start, language)));
  for (const text of fresh.reverse()) {
    changes.push({ start: first, end: first, lines: spaced(text, language) });
  }
  const missing = loose.imports.filter((line) => !lines.some((own) => own.trim() === line.trim()));
  if (missing.length > 0) {
    const at = lines.findLastIndex((line) => isImport(line, language)) + 1;
    changes.push({ start: at, end: at, lines: missing });
  }
  changes.sort((a, b) => b.start - a.start || b.end - a.end);
  if (changes.some((change, index) => change.end > (changes[index - 1]?.start ?? Infinity))) {
    return { problem: 'Two of its declarations take the same place.' };
  }
  for (const { start, end, lines: text } of changes) lines.splice(start, end - start, ...text);
  return { text: lines.join(eol) };
}

/** A script's method answered without its class gets one around it. */
function asDeclarations(
  given: readonly string[],
  old: string,
  language: Language,
): readonly string[] {
  const head = given.find((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line)) ?? '';
  const name = language === 'python' ? undefined : memberName(head);
  const owner = name === undefined ? undefined : regionOf(old, name, language)?.owner;
  if (owner === undefined) return given;
  return [`class ${owner} {`, ...given.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
}

/** Why the answer lacks code: a line that stands for some, where it cannot be the rest of a class. */
function leftOut(
  given: readonly string[],
  regions: readonly Region[],
  old: string,
  language: Language,
): string | undefined {
  for (const [index, line] of given.entries()) {
    if (!lazyLine(line) || old.includes(line.trim()) || isBarePass(line, language)) continue;
    const around = regions.findLast(
      ({ head }) => head < index && indentOf(given[head] ?? '').length < indentOf(line).length,
    );
    if (around === undefined || around.isClass) continue;
    return `The line '${line.trim().slice(0, 80)}' stands for code that was left out.`;
  }
  return undefined;
}

/** What replaces a region; undefined for a new declaration, a sentence when it is not clear. */
function changeOf(
  old: string,
  lines: readonly string[],
  region: Region,
  given: readonly string[],
  language: Language,
): readonly Change[] | string | undefined {
  const place = regionOf(old, region.name, language);
  if (!place) {
    const { length } = regionsOf(old, language).filter(({ name }) => name === region.name);
    return length === 0 ? undefined : `'${region.name}' is in the file ${length} times.`;
  }
  if (!region.isClass || !place.isClass) return [replacement(lines, place, given, region)];
  const members = (text: string): readonly Region[] =>
    regionsOf(text, language).filter(({ owner }) => owner === region.name);
  const [have, got] = [members(old), members(given.join('\n'))];
  const isWhole =
    have.every(({ name }) => got.some((member) => member.name === name)) &&
    linesBeside(lines, place, have) <= linesBeside(given, region, got) &&
    !given.slice(region.start, region.end).some((line) => lazyLine(line) && !lines.includes(line));
  if (isWhole) return [replacement(lines, place, given, region)];
  const changes: Change[] = [];
  for (const member of got) {
    const [target, ...others] = have.filter(({ name }) => name === member.name);
    if (!target || others.length > 0) {
      return `'${member.name}' has no one place in the class '${region.name}'; answer with the whole class.`;
    }
    changes.push(replacement(lines, target, given, member));
  }
  return changes.length > 0 ? changes : `The class '${region.name}' was not whole.`;
}

/** Lines of a class that belong to none of its methods: head, fields, nested things. */
function linesBeside(
  lines: readonly string[],
  { start, end }: Region,
  members: readonly Region[],
): number {
  return lines
    .slice(start, end)
    .filter(
      (line, index) =>
        line.trim() !== '' &&
        !lazyLine(line) &&
        !members.some((member) => start + index >= member.start && start + index < member.end),
    ).length;
}

/** The new text in the old one's place and at its indent; an old comment stays unless replaced. */
function replacement(
  lines: readonly string[],
  place: Region,
  given: readonly string[],
  region: Region,
): Change {
  const start = region.start < region.head ? place.start : place.head;
  const [have, want] = [indentOf(given[region.head] ?? ''), indentOf(lines[place.head] ?? '')];
  const text = given
    .slice(region.start, region.end)
    .map((line) => (line.startsWith(have) ? want + line.slice(have.length) : line))
    .map((line) => (line.trim() === '' ? '' : line));
  if (
    text[0] !== undefined &&
    isExported(lines[place.head] ?? '') &&
    region.start === region.head
  ) {
    text[0] = isExported(text[0]) ? text[0] : text[0].replace(/^\s*/, (space) => `${space}export `);
  }
  return { start, end: place.end, lines: text };
}

function isExported(line: string): boolean {
  return /^\s*export\s/.test(line);
}

/** Imports of an answer, or the first line that is neither import, comment nor declaration. */
function looseLines(
  given: readonly string[],
  top: readonly Region[],
  language: Language,
): { readonly imports: readonly string[]; readonly problem?: string } {
  const imports: string[] = [];
  for (const [index, line] of given.entries()) {
    if (top.some((region) => index >= region.start && index < region.end)) continue;
    const text = line.trim();
    if (text === '' || /^(?:\/\/|\/\*|\*|#|['"]use strict)/.test(text) || lazyLine(line)) continue;
    if (!isImport(line, language)) {
      return {
        imports,
        problem: `The line '${text.slice(0, 80)}' belongs to no function or class.`,
      };
    }
    imports.push(line);
  }
  return { imports };
}

function isImport(line: string, language: Language): boolean {
  return language === 'python'
    ? /^(?:import\s+\w|from\s+[\w.]+\s+import\s+[\w*])(?!.*\($)/.test(line)
    : /^import\s.*['"];?\s*$|^(?:const|let|var)\s.*=\s*require\(.*\);?\s*$/.test(line);
}

function isBarePass(line: string, language: Language): boolean {
  return language === 'python' && /^\s*\.\.\.\s*$/.test(line);
}

/** Where the top-level declaration around a line begins. */
function topStart(code: string, at: number, language: Language): number {
  const around = regionsOf(code, language).find(
    ({ owner, start, end }) => owner === undefined && at >= start && at < end,
  );
  return around?.start ?? at;
}

function spaced(text: readonly string[], language: Language): readonly string[] {
  return [...text, ...(language === 'python' ? ['', ''] : [''])];
}

/** Lines without the indent all of them share. */
function withoutIndent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => indentOf(line).length);
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(Math.min(shared, indentOf(line).length)));
}
