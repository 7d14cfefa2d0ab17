import { blanked, bracketProblem } from './scanBrackets.ts';

// Raw strings end at as many # as they begin with; a quote without its fellow begins a lifetime.
const quoted =
  /\/\/[^\n]*|\/\*[^]*?\*\/|\b[bc]?r(#*)"[^]*?"\1|"(?:[^"\\]|\\[^])*"|'(?:[^'\\\n]|\\(?:u\{[^}\n]*\}|x[0-9A-Fa-f]{2}|.))'/g;

/** Rust code without what its strings and comments say; lines stay. */
export function withoutRustQuotes(code: string): string {
  return blanked(code, quoted);
}

/** Scans Rust: does it hold an item, and are strings, comments and brackets closed? */
export function scanRust(code: string): string | undefined {
  const bare = withoutRustQuotes(code);
  if (bare.includes('/*')) return 'A comment was not closed.';
  if (bare.includes('"')) return 'A string was not closed.';
  const item = /(?:^|[\s}])(?:fn|struct|enum|trait|impl|mod|use|const|static|type|macro_rules!)\s/;
  return bracketProblem(bare) ?? (item.test(bare) ? undefined : 'The file held no code.');
}

const item =
  /^[ \t]*(?:pub(?:\([^)]*\))?\s+)?(?:(?:default|const|async|unsafe|extern)\s+)*(?:fn|struct|enum|union|trait|type|const|static|mod|macro_rules!)\s+(?:mut\s+)?([A-Za-z_]\w*)/gm;

/** Functions, methods, types, values and modules that a file defines, in order. */
export function rustSymbols(code: string): readonly string[] {
  return [...withoutRustQuotes(code).matchAll(item)].flatMap(([, name]) => name ?? []);
}
