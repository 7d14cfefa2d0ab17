import type { TestTarget } from '../testTarget.ts';
import type { Plan } from '../types.ts';
import { closingBrace } from './scanBrackets.ts';
import { withoutRustQuotes } from './scanRust.ts';

/** Names of the standard library that code uses without saying where they are from. */
const standard: ReadonlyMap<string, string> = new Map([
  ...['HashMap', 'HashSet', 'BTreeMap', 'BTreeSet', 'VecDeque', 'BinaryHeap'].map(
    (name): [string, string] => [name, `std::collections::${name}`],
  ),
  ['Rc', 'std::rc::Rc'],
  ['Arc', 'std::sync::Arc'],
  ['Mutex', 'std::sync::Mutex'],
  ['RefCell', 'std::cell::RefCell'],
  ['fmt', 'std::fmt'],
]);

/**
 * Puts right what is mechanical in a file of a crate: what tests call is public, the crate calls
 * itself `crate`, names of the standard library are imported; and tests inside it that are new are
 * left out, since they have a file of their own.
 */
export function repairRust(code: string, plan: Plan, existing: string | undefined): string {
  const kept = testModules(existing ?? '').length > 0 ? 1 : 0;
  const without = testModules(code)
    .slice(kept)
    .reduceRight((text, [start, end]) => `${text.slice(0, start)}${text.slice(end)}`, code);
  const [crate] = plan.package?.split('::') ?? [];
  const own = crate
    ? without.replaceAll(new RegExp(`\\buse ${crate}::`, 'g'), 'use crate::')
    : without;
  const names = [...(plan.symbol ? [plan.symbol] : []), ...publicNames(existing ?? '')];
  return `${withStandard(names.reduce(asPublic, own)).trimEnd()}\n`;
}

/** Tests as a file of their own: they import the code by the path of its module. */
export function repairRustTests(code: string, target: TestTarget): string {
  const { package: module, symbol } = target;
  if (module === undefined) return withStandard(code);
  // A test of the name of what it tests would hide that.
  const isTest = new RegExp(`(#\\[test\\]\\s*fn\\s+)(?=${symbol}\\s*\\()`, 'g');
  const renamed = symbol === undefined ? code : code.replace(isTest, '$1test_');
  const [crate = ''] = module.split('::');
  const used = renamed.replace(
    /\buse\s+([A-Za-z_][\w:]*)::(\{[^}]*\}|\w+|\*)(\s+as\s+\w+)?\s*;/g,
    (line, path: string, what: string, as = '') => {
      const [root] = path.split('::');
      if (['std', 'core', 'alloc'].includes(root ?? '')) return line;
      const isOwn = symbol !== undefined && new RegExp(`\\b${symbol}\\b`).test(what);
      if (isOwn || root === 'super') return `use ${module}::${what}${as};`;
      return root === 'crate' ? line.replace(/\bcrate\b/, crate) : line;
    },
  );
  const imports = new RegExp(`\\b${module}\\b`).test(withoutRustQuotes(used));
  return withStandard(imports ? used : withImport(used, `${module}::*`));
}

/** Where test modules stand, each with its attributes, in order. */
function testModules(code: string): readonly (readonly [start: number, end: number])[] {
  const bare = withoutRustQuotes(code);
  const pattern = /\n*#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?mod\s+\w+\s*\{/g;
  return [...bare.matchAll(pattern)].map((match) => [
    match.index,
    closingBrace(bare, match.index + match[0].length - 1),
  ]);
}

function publicNames(code: string): readonly string[] {
  const pattern = /^pub\s+(?:(?:const|async|unsafe)\s+)*(?:fn|struct|enum|trait|type)\s+(\w+)/gm;
  return [...withoutRustQuotes(code).matchAll(pattern)].flatMap(([, name]) => name ?? []);
}

function asPublic(code: string, name: string): string {
  const declared = new RegExp(
    `^(?=(?:(?:const|async|unsafe)\\s+)*(?:fn|struct|enum|trait|type|const|static)\\s+${name}\\b)`,
    'm',
  );
  return code.replace(declared, 'pub ');
}

function withStandard(code: string): string {
  const bare = withoutRustQuotes(code);
  return [...standard].reduce((text, [name, path]) => {
    const isUsed = new RegExp(`(?<![\\w:])${name}(?:::|<)`).test(bare);
    const isKnown = new RegExp(
      `\\buse\\b[^;]*\\b${name}\\b|\\b(?:struct|enum|trait|type|mod)\\s+${name}\\b|\\buse\\s[^;]*\\*`,
    ).test(bare);
    return isUsed && !isKnown ? withImport(text, path) : text;
  }, code);
}

/** With an import where the names are needed: in the one test module, else at the top. */
function withImport(code: string, path: string): string {
  const [module] = testModules(code);
  if (module === undefined) return withLine(code, `use ${path};`, topOf(code));
  const at = withoutRustQuotes(code).indexOf('{', module[0]) + 1;
  return `${code.slice(0, at)}\n    use ${path};${code.slice(at)}`;
}

/** Index of the line behind what has to stand first: attributes and documentation of the file. */
export function topOf(code: string): number {
  let top = 0;
  for (const [index, line] of code.split('\n').entries()) {
    if (/^\s*(?:\/\/!|#!\[)/.test(line)) top = index + 1;
    else if (!/^\s*(?:\/\/(?!\/).*)?$/.test(line)) break;
  }
  return top;
}

/** Code with one more line at an index. */
export function withLine(code: string, line: string, at: number): string {
  const lines = code.split('\n');
  const next = lines[at] ?? '';
  const gap = /^(?:\s*|(?:pub\s+)?(?:use|mod)\s.*)$/.test(next) ? [] : [''];
  const before = at > 0 && lines[at - 1]?.trim().startsWith('//!') ? [''] : [];
  lines.splice(at, 0, ...before, line, ...gap);
  return lines.join('\n');
}
