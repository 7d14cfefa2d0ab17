import { maskScript } from './maskScript.ts';

/**
 * Names of the tests that a test file must report, as its runner names them (`suite > test` for
 * scripts, the end of the id `Class.test_name` for Python, the function for Go and Rust,
 * `Class.method` for Java), read from its text before it runs. Only
 * tests with a plain title that no condition, loop or function surrounds; a text that cannot be
 * followed gives none.
 */
export function expectedTests(path: string, content: string): readonly string[] {
  if (path.endsWith('.go')) return goTests(path, content);
  if (path.endsWith('.rs')) return rustTests(content);
  if (path.endsWith('.java')) return javaTests(path, content);
  return path.endsWith('.py') ? pythonTests(content) : scriptTests(content);
}

// go(1) leaves out files of other systems, by their names or their build constraints.
function goTests(path: string, code: string): readonly string[] {
  if (/^\/\/\s*(?:go:build|\+build)\b/m.test(code) || /_[a-z][a-z0-9]*_test\.go$/.test(path))
    return [];
  const text = code.replace(/\/\*[^]*?\*\/|`[^`]*`/g, ' ');
  return [...text.matchAll(/^func (Test(?:[^a-z\W]\w*)?)\(\w+ \*testing\.T\)/gm)].flatMap(
    ([, name]) => name ?? [],
  );
}

// What a line of code says where neither strings nor comments do: at most this long are they.
const quoted =
  /'(?:[^'\\\n]|\\[^'\n]{1,8}|\\')'|"""[^]*?"""|r(#+)"[^]*?"\1|"(?:[^"\\]|\\[^])*"|\/\*[^]*?\*\/|\/\/.*/g;
const longest = 200_000;

function rustTests(code: string): readonly string[] {
  if (code.length > longest || /^\s*#!\[cfg|\bmacro_rules!/m.test(code)) return [];
  const found = code
    .replace(quoted, '""')
    .matchAll(
      /(?<!\][ \t]*\n)^#\[test\]\s+(?:#\[(?:should_panic|ignore)[^\]\n]*\]\s+)*(?:pub )?fn (\w+)\(\)/gm,
    );
  return [...found].flatMap(([, name]) => name ?? []);
}

function javaTests(path: string, code: string): readonly string[] {
  const text = code.length > longest ? '' : code.replace(quoted, '""');
  // What else decides whether and under which name a method runs.
  if (/@(?:Nested|Disabled|Enabled|RunWith|ExtendWith|Ignore|TestFactory)|\babstract\b/.test(text))
    return [];
  const [, holder] = /([^/]+)\.java$/.exec(path) ?? [];
  if ([...text.matchAll(/\b(?:class|interface|enum|record)\s+\w/g)].length !== 1) return [];
  const found = text.matchAll(
    /@Test\s+(?:@DisplayName\(""\)\s+)?(?:(?:public|protected|final)\s+)*void\s+(\w+)\(\)/g,
  );
  return [...found].flatMap(([, name]) => (name === undefined ? [] : `${holder}.${name}`));
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const sign = /(?<![\w$.])(test|it|describe|suite)(\.(?:only|skip|todo))?\s*\(|[([{}\])]/g;
const conditional = /(?:\b(?:if|for|while)\s*\([^\n]*\)|\belse|&&|\|\||\?|=>)$/;

function scriptTests(code: string): readonly string[] {
  const masked = maskScript(code);
  const names: string[] = [];
  // A suite's call and the body of its function have a name, which may be empty; others have none.
  const open: { readonly closer: string; readonly suite?: string | undefined }[] = [];
  for (const match of masked.matchAll(sign)) {
    const [text, word, modifier] = match;
    const end = match.index + text.length;
    const before = masked.slice(0, match.index).trimEnd();
    const isPlain = open.every(({ suite }) => suite !== undefined);
    if (word === 'test' || word === 'it') {
      const title = titleAt(code, end);
      const path = [...open.map(({ suite }) => suite).filter(Boolean), title].join(' > ');
      if (title !== undefined && isPlain && !conditional.test(before)) names.push(path);
      open.push({ closer: ')' });
    } else if (word !== undefined) {
      const isSure = (modifier ?? '.only') === '.only' && !conditional.test(before);
      // A skipped suite does not report its tests; options may skip it.
      open.push({ closer: ')', suite: isSure ? titleAt(code, end, /^\s*,(?!\s*\{)/) : undefined });
    } else if (closers[text] !== undefined) {
      const isBody = text === '{' && /(?:=>|\))$/.test(before) && open.at(-1)?.closer === ')';
      const suite = isBody && open.at(-1)?.suite !== undefined ? '' : undefined;
      open.push({ closer: closers[text], suite });
    } else if (open.pop()?.closer !== text) return [];
  }
  return open.length > 0 ? [] : names;
}

/** A plain string at a place of the code, if what follows it is as asked. */
function titleAt(code: string, at: number, next = /^\s*[,)]/): string | undefined {
  const match = /^\s*(['"`])((?:(?!\1)[^\\\n])*)\1/.exec(code.slice(at, at + 1_000));
  const [text = '', quote, title = ''] = match ?? [];
  if (title === '' || (quote === '`' && title.includes('${'))) return undefined;
  return next.test(code.slice(at + text.length)) ? title : undefined;
}

// Decorators that leave a test its name.
const harmless = /^@(?:unittest\.|mock\.|patch\b|skip)/;

function pythonTests(code: string): readonly string[] {
  const text = code.replace(/('''|""")[^]*?(?:\1|$)/g, (part) => part.replace(/[^\n]/g, ' '));
  const classes = new Map<string, number>();
  const names: string[] = [];
  let inside: { readonly name: string; indent?: string } | undefined;
  let isDecorated = false;
  for (const line of text.split('\n')) {
    const [, indent = '', statement = ''] = /^(\s*)([^#]*)/.exec(line) ?? [];
    if (statement.trim() === '') continue;
    if (statement.startsWith('@')) {
      isDecorated ||= !harmless.test(statement);
      continue;
    }
    const [, kind, name = ''] = /^(class|def)\s+(\w+)/.exec(statement) ?? [];
    if (indent === '') {
      const isTests = kind === 'class' && /\(.*\bTestCase\b.*\)/.test(statement) && !isDecorated;
      inside = isTests ? { name } : undefined;
      if (kind === 'class') classes.set(name, (classes.get(name) ?? 0) + 1);
      if (kind === 'def' && /^def\s+test\w*\(\s*\)/.test(statement) && !isDecorated) {
        names.push(name);
      }
    } else if (inside) {
      inside.indent ??= indent;
      const isTest = kind === 'def' && name.startsWith('test') && indent === inside.indent;
      if (isTest && !isDecorated) names.push(`${inside.name}.${name}`);
    }
    isDecorated = false;
  }
  return [...new Set(names)].filter((name) => (classes.get(name.split('.')[0] ?? '') ?? 1) === 1);
}
