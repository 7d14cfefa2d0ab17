import type { Language } from '../base/task.ts';

const extensions: Readonly<Record<Language, readonly string[]>> = {
  typescript: ['ts', 'mts', 'tsx'],
  javascript: ['js', 'mjs', 'cjs'],
  python: ['py'],
  go: ['go'],
  rust: ['rs'],
  java: ['java'],
};
const dropped = new Set(
  (
    'a an the and or of in on to for from with that which who this it its is are be as by my your our me please ' +
    'write create implement build generate develop make code add function class method module file test tests ' +
    'unit python typescript javascript golang node program script given takes taking returns return returning using ' +
    'new some small simple called named should must can'
  ).split(' '),
);

/** A safe relative path for the language, or undefined: never absolute, hidden, upward or odd. */
export function safePath(path: string, language: Language): string | undefined {
  const cleaned = path
    .trim()
    .replace(/^[`'"<]+|[`'">.,;:]+$/g, '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  if (cleaned === '' || cleaned.length > 120 || /^[/~]|^[A-Za-z]:|:\/\//.test(cleaned))
    return undefined;
  const segments = cleaned.split('/');
  if (segments.length > 5) return undefined;
  if (segments.some((segment) => !/^[A-Za-z0-9_][\w.-]{0,60}$/.test(segment))) return undefined;
  if (segments.some((segment) => segment === 'node_modules' || segment.includes('..')))
    return undefined;
  const extension = /\.([A-Za-z0-9]+)$/.exec(cleaned)?.[1]?.toLowerCase();
  return extension && extensions[language].includes(extension) ? cleaned : undefined;
}

/** Paths with a code extension named in a text, safe ones only, in order. */
export function mentionedPaths(text: string, language: Language): readonly string[] {
  const found = text.match(/[\w./\\-]+\.(?:tsx?|mts|mjs|cjs|js|py|go)(?![\w/])/g) ?? [];
  return [...new Set(found)].flatMap((path) => safePath(path, language) ?? []);
}

export function isTestPath(path: string): boolean {
  return /\.(?:test|spec)\.\w+$|(?:^|\/)test_[^/]*\.py$|_test\.(?:py|go)$|(?:^|\/)__tests__\//.test(
    path,
  );
}

/** Words of a task that say what it is about, in order. */
export function contentWords(task: string): readonly string[] {
  return (task.toLowerCase().match(/[a-z][a-z0-9]+/g) ?? []).filter((word) => !dropped.has(word));
}

/** A function name from the words of a task, in the language's habit; `main` when none fit. */
export function defaultSymbol(task: string, language: Language): string {
  const words = contentWords(task).slice(0, 3);
  if (words.length === 0) return 'main';
  if (language === 'go') return camelCase(['', ...words]);
  return language === 'python' ? words.join('_') : camelCase(words);
}

/** File name without extension for a symbol: `parseDuration`, `parse_duration`. */
export function fileStem(symbol: string, language: Language): string {
  const words = symbol
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter(Boolean);
  // What follows an underscore in the name of a Go file may stand for a system that it is for.
  if (language === 'go') return words.join('');
  return language === 'python' ? words.join('_') : camelCase(words);
}

/** Where tests of a code file go: the folder's habit, else beside the code; never an existing file. */
export function testPathFor(
  codePath: string,
  language: Language,
  known: readonly string[],
): string {
  const folder = folderOf(codePath);
  const { stem, extension } = partsOf(codePath);
  if (language === 'go') return goTestPath(folder, stem, known);
  const tests = known.filter(isTestPath);
  const root = ['test', 'tests'].find((name) => tests.some((path) => path.startsWith(`${name}/`)));
  const place = root ? `${root}/` : folder;
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : language === 'python' ? `_${number}` : `.${number}`;
    const name =
      language === 'python' ? `test_${stem}${suffix}.py` : `${stem}${suffix}.test.${extension}`;
    if (!known.includes(place + name)) return place + name;
  }
}

/** Beside the code, in its package: go(1) finds tests nowhere else. */
function goTestPath(folder: string, stem: string, known: readonly string[]): string {
  for (let number = 1; ; number++) {
    const path = `${folder}${stem}${number === 1 ? '' : `_${number}`}_test.go`;
    if (!known.includes(path)) return path;
  }
}

/** Test files that exist for a code file, by name. */
export function existingTestsFor(codePath: string, known: readonly string[]): readonly string[] {
  const { stem } = partsOf(codePath);
  const own = [`${stem}.test`, `${stem}.spec`, `test_${stem}`, `${stem}_test`];
  const isGo = codePath.endsWith('.go');
  return known.filter(
    (path) =>
      isTestPath(path) &&
      own.includes(partsOf(path).stem) &&
      (!isGo || folderOf(path) === folderOf(codePath)),
  );
}

/** Folder of a path, with `/` at its end; empty for the folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function partsOf(path: string): { stem: string; extension: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}

function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}
