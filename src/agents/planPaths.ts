import type { Language } from '../base/task.ts';
import { compiledLanguage, compiledOfPath } from './compiled/compiledLanguages.ts';
import { camelCase, folderOf, partsOf, wordsOf } from './pathParts.ts';

const extensions: Readonly<Partial<Record<Language, readonly string[]>>> = {
  typescript: ['ts', 'mts', 'tsx'],
  javascript: ['js', 'mjs', 'cjs'],
  python: ['py'],
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
  const deepest = compiledLanguage(language)?.deepest ?? 5;
  if (cleaned === '' || cleaned.length > 24 * deepest || /^[/~]|^[A-Za-z]:|:\/\//.test(cleaned))
    return undefined;
  const segments = cleaned.split('/');
  if (segments.length > deepest) return undefined;
  if (segments.some((segment) => !/^[A-Za-z0-9_][\w.-]{0,60}$/.test(segment))) return undefined;
  if (segments.some((segment) => segment === 'node_modules' || segment.includes('..')))
    return undefined;
  const extension = /\.([A-Za-z0-9]+)$/.exec(cleaned)?.[1]?.toLowerCase();
  const own = extensions[language] ?? [compiledLanguage(language)?.extension];
  return extension && own.includes(extension) ? cleaned : undefined;
}

/** Paths with a code extension named in a text, safe ones only, in order. */
export function mentionedPaths(text: string, language: Language): readonly string[] {
  const found = text.match(/[\w./\\-]+\.(?:tsx?|mts|mjs|cjs|js|py|go|rs|java)(?![\w/])/g) ?? [];
  return [...new Set(found)].flatMap((path) => safePath(path, language) ?? []);
}

export function isTestPath(path: string): boolean {
  const compiled = compiledOfPath(path);
  if (compiled) return compiled.isTestPath(path);
  return /\.(?:test|spec)\.\w+$|(?:^|\/)test_[^/]*\.py$|_test\.py$|(?:^|\/)__tests__\//.test(path);
}

/** Words of a task that say what it is about, in order. */
export function contentWords(task: string): readonly string[] {
  return (task.toLowerCase().match(/[a-z][a-z0-9]+/g) ?? []).filter((word) => !dropped.has(word));
}

/** A function name from the words of a task, in the language's habit; `main` when none fit. */
export function defaultSymbol(task: string, language: Language): string {
  const words = contentWords(task).slice(0, 3);
  if (words.length === 0) return 'main';
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.defaultSymbol(words);
  return language === 'python' ? words.join('_') : camelCase(words);
}

/** File name without extension for a symbol: `parseDuration`, `parse_duration`. */
export function fileStem(symbol: string, language: Language): string {
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.fileStem(symbol);
  const words = wordsOf(symbol);
  return language === 'python' ? words.join('_') : camelCase(words);
}

/** Where tests of a code file go: the folder's habit, else beside the code; never an existing file. */
export function testPathFor(
  codePath: string,
  language: Language,
  known: readonly string[],
): string {
  const compiled = compiledLanguage(language);
  if (compiled) return compiled.testPath(codePath, known);
  const folder = folderOf(codePath);
  const { stem, extension } = partsOf(codePath);
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

/** Test files that exist for a code file, by name. */
export function existingTestsFor(codePath: string, known: readonly string[]): readonly string[] {
  const compiled = compiledOfPath(codePath);
  if (compiled) return compiled.existingTests(codePath, known);
  const { stem } = partsOf(codePath);
  const own = [`${stem}.test`, `${stem}.spec`, `test_${stem}`, `${stem}_test`];
  return known.filter((path) => isTestPath(path) && own.includes(partsOf(path).stem));
}
