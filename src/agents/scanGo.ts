import type { ScanProblem } from './plausible.ts';

const quoted = /\/\/[^\n]*|\/\*[^]*?\*\/|`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Go code without what its strings and comments say; lines stay. */
export function withoutQuotes(code: string): string {
  return code.replace(quoted, (text) => text.replace(/[^\n]/g, ' '));
}

/** Scans Go: has it a package clause, and are strings, comments and brackets closed? */
export function scanGo(code: string): ScanProblem {
  const bare = withoutQuotes(code);
  if (!/^\s*package\s+[A-Za-z_]\w*/m.test(bare)) return 'The package clause was missing.';
  if (bare.includes('/*')) return 'A comment was not closed.';
  if (/["`']/.test(bare)) return 'A string was not closed.';
  const open: string[] = [];
  for (const character of bare) {
    const closer = closers[character];
    if (closer !== undefined) open.push(closer);
    else if (')]}'.includes(character) && open.pop() !== character) {
      return `There was a '${character}' too many.`;
    }
  }
  const missing = open.at(-1);
  return missing === undefined ? undefined : `A '${missing}' was missing: the file was cut off.`;
}
