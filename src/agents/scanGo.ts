import { blanked, bracketProblem } from './compiled/scanBrackets.ts';
import type { ScanProblem } from './plausible.ts';

const quoted = /\/\/[^\n]*|\/\*[^]*?\*\/|`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** Go code without what its strings and comments say; lines stay. */
export function withoutQuotes(code: string): string {
  return blanked(code, quoted);
}

/** Scans Go: has it a package clause, and are strings, comments and brackets closed? */
export function scanGo(code: string): ScanProblem {
  const bare = withoutQuotes(code);
  if (!/^\s*package\s+[A-Za-z_]\w*/m.test(bare)) return 'The package clause was missing.';
  if (bare.includes('/*')) return 'A comment was not closed.';
  if (/["`']/.test(bare)) return 'A string was not closed.';
  return bracketProblem(bare);
}
