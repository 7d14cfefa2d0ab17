import type { Language } from '../base/task.ts';
import { maskCode, type MaskedLine } from './maskCode.ts';
import { indentOf } from './matchLines.ts';

/** One declaration of a file, whole: with its decorators and the comment right above. */
export interface Region {
  readonly name: string;
  /** Class it is a member of; undefined at the top level. */
  readonly owner: string | undefined;
  /** Index of the first line: comment, decorator or the declaration itself. */
  readonly start: number;
  /** Index of the line that declares the name. */
  readonly head: number;
  /** Index behind the last line. */
  readonly end: number;
  readonly isClass: boolean;
}

const scriptTop =
  /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\s*\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)/;
const scriptMember =
  /^(?:(?:public|private|protected|static|override|readonly|async|get|set)\s+)*\*?\s*(#?[A-Za-z_$][\w$]*)\s*(?:<[^>]*>)?\(/;
const pythonHead = /^(?:async\s+)?(def|class)\s+([A-Za-z_]\w*)/;
const notMembers = new Set('if for while switch catch return function await super'.split(' '));

/**
 * Declarations of a file in order: functions, classes and top-level values, and the methods of its
 * classes. Found by indents and brackets, so code must be laid out as people lay it out.
 */
export function regionsOf(code: string, language: Language): readonly Region[] {
  const lines = code.split('\n');
  const masked = maskCode(code, language);
  const regions: Region[] = [];
  let owner: Region | undefined;
  let memberIndent: string | undefined;
  for (const [head, line] of masked.entries()) {
    const inOwner = owner !== undefined && head < owner.end;
    if (inOwner && line.text.trim() !== '') memberIndent ??= indentOf(line.text);
    const declared = inOwner
      ? memberOf(line, memberIndent ?? '', language)
      : declarationOf(line, language);
    if (!declared) continue;
    const region = {
      ...declared,
      owner: inOwner ? owner?.name : undefined,
      start: startOf(lines, masked, head, language),
      head,
      end: endOf(masked, head),
    };
    regions.push(region);
    if (inOwner) continue;
    owner = region.isClass ? region : undefined;
    memberIndent = undefined;
  }
  return joined(regions);
}

/** The one region of a name (`name` or `Class.name`); undefined when there is none or several. */
export function regionOf(code: string, name: string, language: Language): Region | undefined {
  const found = regionsOf(code, language).filter((region) => fullName(region) === name);
  if (found.length > 0 || name.includes('.')) return found.length === 1 ? found[0] : undefined;
  const members = regionsOf(code, language).filter((region) => region.name === name);
  return members.length === 1 ? members[0] : undefined;
}

/** `name`, or `Class.name` for a member. */
export function fullName({ name, owner }: Region): string {
  return owner === undefined ? name : `${owner}.${name}`;
}

interface Declared {
  readonly name: string;
  readonly isClass: boolean;
}

function declarationOf({ text, inside }: MaskedLine, language: Language): Declared | undefined {
  if (inside !== undefined) return undefined;
  const [, kind = '', name = ''] =
    (language === 'python' ? pythonHead : scriptTop).exec(text) ?? [];
  return name === '' ? undefined : { name, isClass: kind === 'class' };
}

function memberOf({ text }: MaskedLine, indent: string, language: Language): Declared | undefined {
  if (indent === '' || indentOf(text) !== indent) return undefined;
  const line = text.slice(indent.length);
  if (language === 'python') {
    const [, kind, name = ''] = pythonHead.exec(line) ?? [];
    return kind === 'def' ? { name, isClass: false } : undefined;
  }
  const name = memberName(line);
  return name === undefined ? undefined : { name, isClass: false };
}

/** Name of the method that a line of a script begins, without its indent; strings must be blanked. */
export function memberName(line: string): string | undefined {
  const [, name = ''] = scriptMember.exec(line) ?? [];
  return name !== '' && !notMembers.has(name) && /[{(]\s*$/.test(line) ? name : undefined;
}

/** The line behind a declaration: the next one at its indent that does not continue or close it. */
function endOf(masked: readonly MaskedLine[], head: number): number {
  const indent = indentOf(masked[head]?.text ?? '').length;
  let end = head + 1;
  let hasBody = /\{/.test(masked[head]?.text ?? '');
  for (let at = head + 1; at < masked.length; at++) {
    const { text, inside } = masked[at] ?? { text: '', inside: undefined };
    const own = indentOf(text).length;
    const isBlank = text.trim() === '';
    if (isBlank && inside !== 'string') continue;
    const closes = /^\s*[)\]}]/.test(text);
    const opensBody = !hasBody && /^\s*\{/.test(text);
    const isInside = isBlank || own > indent || (own === indent && (closes || opensBody));
    // At the top level a bracket still open says as much as an indent.
    if (!isInside && !(indent === 0 && inside !== undefined)) break;
    if (/\{/.test(text)) hasBody = true;
    end = at + 1;
  }
  return end;
}

/** Goes up over decorators and the comment that stands right above, without a gap. */
function startOf(
  lines: readonly string[],
  masked: readonly MaskedLine[],
  head: number,
  language: Language,
): number {
  const indent = indentOf(lines[head] ?? '');
  const belongs = language === 'python' ? /^(?:@|#(?!!))/ : /^(?:@|\/\/|\/\*|\*)/;
  let start = head;
  for (let at = head - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    const inComment = masked[at]?.inside === 'comment';
    const isOwn = belongs.test(line.trim()) && indentOf(line).length <= indent.length + 1;
    if (line.trim() === '' || !(isOwn || inComment)) break;
    start = at;
  }
  return start;
}

/** Overloads of one name that follow each other are one region. */
function joined(regions: readonly Region[]): readonly Region[] {
  const result: Region[] = [];
  for (const region of regions) {
    const last = result.at(-1);
    const isOverload =
      last !== undefined && fullName(last) === fullName(region) && last.end === region.start;
    if (isOverload) result[result.length - 1] = { ...last, end: region.end };
    else result.push(region);
  }
  return result;
}
