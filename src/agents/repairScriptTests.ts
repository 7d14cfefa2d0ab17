import { hasExpect, inWordsOf, scriptImports } from './scriptFramework.ts';
import type { TestTarget } from './testTarget.ts';

const imports =
  /^[ \t]*import\s+(?:([\w$*\s{},]+?)\s+from\s+)?['"]([^'"]+)['"];?[ \t]*$|^[ \t]*(?:const|let|var)\s+([\w$\s{},:]+?)\s*=\s*require\(\s*['"]([^'"]+)['"]\s*\)[\w.]*;?[ \t]*$/gm;

/**
 * Makes TypeScript or JavaScript tests run in the framework asked for: imports of the code file get
 * the real path, other runners' imports go, its own come, and where it has no `expect`, plain
 * `expect(…)` lines become asserts.
 */
export function repairScriptTests(code: string, target: TestTarget): string {
  const names = new Set<string>();
  const kept: string[] = [];
  const stem = stemOf(target.codePath);
  const body = code.replace(
    imports,
    (line, clause?: string, module?: string, required?: string, requiredModule?: string) => {
      const from = module ?? requiredModule ?? '';
      if (from.startsWith('.') || stemOf(from) === stem || placeholder.test(from)) {
        for (const name of namesOf(clause ?? required ?? '', target.symbol)) names.add(name);
      } else if (from.startsWith('node:') && !/^node:(?:test|assert)/.test(from))
        kept.push(line.trim());
      return '';
    },
  );
  if (target.symbol) names.add(target.symbol);
  const text = inWordsOf(hasExpect(target) ? body : expectToAssert(body), target).trim();
  const own = [...names].filter(
    (name) => !runnerNames.has(name) && isUsed(name, text, target.symbol),
  );
  return [...scriptImports(text, own, target), ...new Set(kept), '', `${text}\n`].join('\n');
}

const runnerNames = new Set(
  'assert test describe it expect vi jest mock before after beforeEach afterEach beforeAll afterAll'.split(
    ' ',
  ),
);

/** A name that is only imported may not exist at all. */
function isUsed(name: string, text: string, symbol: string | undefined): boolean {
  const local = name.replace(/^.* as /, '').replaceAll('$', '\\$');
  return name === symbol || new RegExp(`(?<![\\w$])${local}(?![\\w$])`).test(text);
}

const placeholder = /^(?:your[-_]?module|module|solution|code|path\/to\/.*|@\/.*)$/i;

function stemOf(path: string): string {
  return (path.split('/').pop() ?? path).replace(/\.\w+$/, '');
}

/** Imported names of a clause; a default or star import stands for the asked symbol. */
function namesOf(clause: string, symbol: string | undefined): readonly string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  const named = braces
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^type\s+/, '')
        .replace(/\s*:\s*/, ' as '),
    )
    .filter((part) => /^[\w$]+(?:\s+as\s+[\w$]+)?$/.test(part));
  const whole = clause.replace(/\{[^}]*\}/, '').replace(/[,\s]/g, '');
  if (whole === '' || whole.startsWith('*')) return named;
  return [...named, symbol === undefined || symbol === whole ? whole : `${symbol} as ${whole}`];
}

/** Translates one-line `expect(a).toBe(b);` statements; leaves what it does not know. */
function expectToAssert(code: string): string {
  const methods: Record<string, (actual: string, expected: string) => string> = {
    toBe: (actual, expected) => `assert.equal(${actual}, ${expected})`,
    toEqual: (actual, expected) => `assert.deepEqual(${actual}, ${expected})`,
    toStrictEqual: (actual, expected) => `assert.deepEqual(${actual}, ${expected})`,
    toThrow: (actual) => `assert.throws(${actual})`,
    toThrowError: (actual) => `assert.throws(${actual})`,
    toBeTruthy: (actual) => `assert.ok(${actual})`,
    toBeFalsy: (actual) => `assert.ok(!(${actual}))`,
    toBeNull: (actual) => `assert.equal(${actual}, null)`,
    toBeUndefined: (actual) => `assert.equal(${actual}, undefined)`,
    toHaveLength: (actual, expected) => `assert.equal(${actual}.length, ${expected})`,
  };
  const line =
    /^([ \t]*(?:test\(.*=>\s*\{?\s*|it\(.*=>\s*\{?\s*)?)expect\((.*)\)\.(to\w+)\((.*?)\)(;?[ \t]*\}?\)?;?[ \t]*)$/gm;
  return code.replace(
    line,
    (all, before: string, actual: string, method: string, expected: string, after: string) => {
      const make = methods[method];
      return make ? `${before}${make(actual, expected)}${after}`.trimEnd() : all;
    },
  );
}
