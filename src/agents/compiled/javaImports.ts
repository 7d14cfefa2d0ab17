import { topLevelTypes, withoutJavaQuotes } from './scanJava.ts';

/** Packages of the standard library with the names of them that small models forget to import. */
const standard: readonly (readonly [from: string, names: string])[] = [
  [
    'java.util',
    'List ArrayList LinkedList Map HashMap LinkedHashMap TreeMap Set HashSet LinkedHashSet TreeSet Arrays ' +
      'Collection Collections Comparator Deque ArrayDeque Queue PriorityQueue Iterator Objects Optional ' +
      'NoSuchElementException StringJoiner Locale',
  ],
  [
    'java.util.function',
    'Function BiFunction Supplier Consumer Predicate UnaryOperator BinaryOperator',
  ],
  ['java.util.stream', 'Collectors Stream IntStream'],
];

/** Code with the imports of the standard library that it uses and lacks. */
export function withStandardImports(code: string): string {
  const bare = withoutJavaQuotes(code);
  const own = new Set(topLevelTypes(code).map(({ name }) => name));
  const missing = standard.flatMap(([from, names]) =>
    names
      .split(' ')
      .filter((name) => !own.has(name) && isUsed(name, bare) && !isImported(name, from, bare))
      .map((name) => `import ${from}.${name};`),
  );
  return withImports(code, missing);
}

/** As a type, or before a dot: not as a part of a longer path. */
function isUsed(name: string, bare: string): boolean {
  return new RegExp(`(?<![\\w.$])${name}(?:<|\\.|\\s+[a-z]\\w*\\s*[=;,)(:]|\\()`).test(bare);
}

function isImported(name: string, from: string, bare: string): boolean {
  const all = from.replaceAll('.', '\\.');
  return new RegExp(
    `^\\s*import\\s+(?:[\\w.]+\\.${name}|${all}\\.\\*)\\s*;|(?:class|interface|enum|record)\\s+${name}\\b|<${name}>\\s+\\w`,
    'm',
  ).test(bare);
}

/** Code with further import lines, behind those it has. */
export function withImports(code: string, imports: readonly string[]): string {
  if (imports.length === 0) return code;
  const lines = code.split('\n');
  const bare = withoutJavaQuotes(code).split('\n');
  const last = bare.findLastIndex((line) => /^\s*import\s/.test(line));
  const clause = bare.findIndex((line) => /^\s*package\s/.test(line));
  if (last >= 0) lines.splice(last + 1, 0, ...imports);
  else lines.splice(clause + 1, 0, ...(clause < 0 ? [] : ['']), ...imports, '');
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}
