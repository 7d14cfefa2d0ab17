import type { Language } from '../base/task.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';

const notNames = new Set(
  (
    'a an the and or of in on to for from with that which who this it its is are be as by my your our ' +
    'function functions method methods class classes module file files test tests code program script ' +
    'called named if when while return returns takes taking using use should must does do new async ' +
    'print log require import export assert expect describe for switch typeof await'
  ).split(' '),
);

/** The name a task asks for: `slugify(title)`, "a function called slugify", `` `Stack` ``. */
export function askedSymbol(task: string): string | undefined {
  return symbolBesidePath(task) ?? symbolByWords(task);
}

const path = /[`'"]?[\w./-]*?([\w-]+)\.(?:[mc]?[jt]sx?|py|go|rs|java)(?![\w/])/;
const besidePath = new RegExp(
  `([\\p{L}]+\\s+)?(?<![\\w.])[\`'"]?([A-Za-z_$][\\w$]*)[\`'"]?\\s+(?:in\\s+|from\\s+|of\\s+|\\()${path.source}`,
  'gu',
);
const changes =
  /^(?:change|modify|update|extend|fix|debug|repair|refactor|optimi[sz]e|improve|rewrite|class|function|method)\s+$/i;

/** The name right before a path: "parseQuery in src/query.js", "Fix range (src/range.ts)". */
function symbolBesidePath(task: string): string | undefined {
  for (const [, before = '', name = '', stem = ''] of task.matchAll(besidePath)) {
    if (notNames.has(name.toLowerCase())) continue;
    const isNamed = /[a-z][A-Z]|_/.test(name) && !/^(?:Type|Java)Script$/.test(name);
    if (isNamed || sameName(name, stem) || changes.test(before)) return name;
  }
  return undefined;
}

function sameName(a: string, b: string): boolean {
  const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();
  return plain(a) === plain(b);
}

function symbolByWords(task: string): string | undefined {
  const patterns = [
    /(?:\b(?:class|struct|enum|trait|interface|record)|класс|структур[ауы])\s+[`'"«]?([A-Z][\w$]*)/gu,
    /(?<![\w.$])([A-Za-z_$][\w$]*)\(/g,
    /\b(?:function|method|class|component|helper|функци[яюией]+|метод|класс)\s+(?:called\s+|named\s+|с именем\s+|под названием\s+)?[`'"«]?([A-Za-z_$][\w$]*)/giu,
    /(?:функци[яюией]+|метод|класс)\s+(?:с именем\s+|под названием\s+)?[`'"«]?([A-Za-z_$][\w$]*)/giu,
    /\b(?:called|named)\s+[`'"]?([A-Za-z_$][\w$]*)/gi,
    /`([A-Za-z_$][\w$]*)`/g,
    /(?<![\w./-])([a-z]+(?:[A-Z]\w*|_\w+))(?![\w/.-]*\.\w)/g,
  ];
  for (const pattern of patterns) {
    for (const match of task.matchAll(pattern)) {
      const name = match[1] ?? '';
      if (name.length > 1 && name.length <= 60 && !notNames.has(name.toLowerCase())) return name;
    }
  }
  return undefined;
}

/** Does the code define the name at all (not only use it)? */
export function definesSymbol(code: string, symbol: string, language: Language): boolean {
  const name = symbol.replaceAll('$', '\\$');
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.symbols(code).includes(symbol);
  const pattern =
    language === 'python'
      ? new RegExp(
          `^(?:(?:async\\s+)?def\\s+${name}\\b|class\\s+${name}\\b|${name}\\s*(?::[^=\\n]+)?=)`,
          'm',
        )
      : new RegExp(
          `\\b(?:function\\s*\\*?|class|const|let|var|interface|type|enum)\\s+${name}(?![\\w$])`,
        );
  return pattern.test(code);
}

/** Top-level names a file defines, in order. */
export function topLevelSymbols(code: string, language: Language): readonly string[] {
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.symbols(code);
  const pattern =
    language === 'python'
      ? /^(?:(?:async\s+)?def|class)\s+([A-Za-z_]\w*)/gm
      : /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var|interface|type)\s+([A-Za-z_$][\w$]*)/gm;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Adds the `export` small models forget; unchanged when the name is exported in any way. */
export function ensureExported(code: string, symbol: string): string {
  const name = symbol.replaceAll('$', '\\$');
  const exported = new RegExp(
    `export\\s+(?:default\\s+)?(?:async\\s+)?(?:function\\s*\\*?|class|const|let|var|type|interface)\\s+${name}(?![\\w$])` +
      `|export\\s*\\{[^}]*(?<![\\w$])${name}(?![\\w$])[^}]*\\}|module\\.exports|\\bexports\\.`,
  );
  if (exported.test(code)) return code;
  const declared = new RegExp(
    `^(?:async\\s+)?(?:function\\s*\\*?|class|const|let|var)\\s+${name}(?![\\w$])`,
    'm',
  );
  return code.replace(declared, (text) => `export ${text}`);
}

/** True for a script that exports the CommonJS way, and so must not export the other way too. */
export function isCommonJs(code: string): boolean {
  return /^\s*(?:module\.exports\b|exports\.\w)/m.test(code) && !/^export\s/m.test(code);
}

/** Turns the exports of a script into `module.exports`; unchanged when it has that already. */
export function ensureCommonJs(code: string, symbol: string | undefined): string {
  if (/^\s*(?:module\.exports\b|exports\.\w)/m.test(code)) return code;
  const declared = topLevelSymbols(code, 'javascript');
  const names = new Set(exportedNames(code));
  if (symbol !== undefined && declared.includes(symbol)) names.add(symbol);
  const bare = code.replace(
    /^export\s+(?:default\s+)?(?=(?:async|function|class|const|let|var)\b)/gm,
    '',
  );
  return `${bare.trimEnd()}\n\nmodule.exports = { ${[...names].join(', ')} };\n`;
}

/** Top-level names a script exports where it declares them, in order. */
export function exportedNames(code: string): readonly string[] {
  const pattern =
    /^export\s+(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)/gm;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? '');
}
