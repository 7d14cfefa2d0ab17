import { blanked, bracketProblem, closingBrace } from './scanBrackets.ts';

const quoted =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"""(?:[^\\]|\\[^])*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Java code without what its strings and comments say; lines stay. */
export function withoutJavaQuotes(code: string): string {
  return blanked(code, quoted);
}

/** Scans Java: does it hold a type or a method, and are strings, comments and brackets closed? */
export function scanJava(code: string): string | undefined {
  const bare = withoutJavaQuotes(code);
  if (bare.includes('/*')) return 'A comment was not closed.';
  if (/["']/.test(bare)) return 'A string was not closed.';
  const isCode = javaSymbols(code).length > 0;
  return bracketProblem(bare) ?? (isCode ? undefined : 'The file held no class.');
}

const type = /(?<![\w.@])(?:class|interface|enum|record)\s+([A-Za-z_$][\w$]*)/g;
const method =
  /^[ \t]*(?:@\w+(?:\([^)\n]*\))?\s+)*(?:(?:public|protected|private|static|final|abstract|synchronized|default|native)\s+)*(?:<[^>\n]+>\s+)?([\w.$]+(?:<[^;{}()\n]*>)?(?:\[\])*)\s+([A-Za-z_$][\w$]*)\s*\([^;{}()]*\)\s*(?:throws\s+[\w.,\s]+)?[{;]/gm;
const noTypes = new Set(
  'class interface enum record public protected private static final abstract synchronized default native return new throw else case assert yield package import'.split(
    ' ',
  ),
);

/** Types and methods that a file defines, in order. */
export function javaSymbols(code: string): readonly string[] {
  const bare = withoutJavaQuotes(code);
  const types = [...bare.matchAll(type)].map(({ index, 1: name }) => ({ index, name }));
  const methods = [...bare.matchAll(method)]
    .filter(([, returned = '']) => !noTypes.has(returned))
    .map(({ index, 2: name }) => ({ index, name }));
  return [...types, ...methods].sort((a, b) => a.index - b.index).flatMap(({ name }) => name ?? []);
}

/** A class or the like that stands by itself in its file. */
export interface JavaType {
  readonly name: string;
  readonly isPublic: boolean;
  /** Index of its first annotation or modifier. */
  readonly start: number;
  /** Index behind its last brace. */
  readonly end: number;
}

/** The types of a file that are in no other, in order. */
export function topLevelTypes(code: string): readonly JavaType[] {
  const bare = withoutJavaQuotes(code);
  const head =
    /(?:@\w+(?:\([^)]*\))?\s+)*((?:(?:public|final|abstract|sealed|non-sealed)\s+)*)(?<![\w.@])(?:class|interface|enum|record)\s+([A-Za-z_$][\w$]*)/g;
  const found: JavaType[] = [];
  for (let match = head.exec(bare); match; match = head.exec(bare)) {
    const [text, modifiers = '', name = ''] = match;
    const open = bare.indexOf('{', match.index + text.length);
    const end = open < 0 ? bare.length : closingBrace(bare, open);
    found.push({ name, isPublic: /\bpublic\b/.test(modifiers), start: match.index, end });
    head.lastIndex = end;
  }
  return found;
}
