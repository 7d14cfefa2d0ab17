import type { Language } from '../base/task.ts';
import { compiledOfPath } from './compiled/compiledLanguages.ts';

/** Language of a task: what it says, else what the folder mostly holds, else how the name is cased. */
export function taskLanguage(
  task: string,
  known: readonly string[],
  symbol: string | undefined,
): Language | undefined {
  const said = saidLanguage(task);
  if (said) return said;
  const counts = (['typescript', 'javascript', 'python'] as const)
    .map((language) => ({
      language,
      count: known.filter((path) => hasLanguage(path, language)).length,
    }))
    .sort((a, b) => b.count - a.count);
  if (counts[0] && counts[0].count > 0) return counts[0].language;
  return symbol?.includes('_') ? 'python' : undefined;
}

/** The language that a task names, or one of its files. */
export function saidLanguage(task: string): Language | undefined {
  if (/\bpython\b|\.py\b|\bpytest\b|\bunittest\b|питон|пайтон/iu.test(task)) return 'python';
  if (/\btypescript\b|\.[mc]?tsx?\b|тайпскрипт/iu.test(task)) return 'typescript';
  if (/\bTS\b/.test(task)) return 'typescript';
  if (/\bjavascript\b|\.[mc]?js\b|\bnode\.?js\b|джаваскрипт/iu.test(task)) return 'javascript';
  return undefined;
}

const languages: ReadonlyMap<string, Language> = new Map([
  ['ts', 'typescript'],
  ['tsx', 'typescript'],
  ['mts', 'typescript'],
  ['js', 'javascript'],
  ['jsx', 'javascript'],
  ['mjs', 'javascript'],
  ['cjs', 'javascript'],
  ['py', 'python'],
]);

/** The language that a file's extension tells of, also of one with declarations only. */
export function languageOfExtension(path: string): Language | undefined {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return languages.get(extension) ?? compiledOfPath(path)?.language;
}

/** Is the file code of the language, by its extension? */
export function hasLanguage(path: string, language: Language): boolean {
  return languageOfExtension(path) === language && !path.endsWith('.d.ts');
}

/** Language of a file by its extension; JavaScript for any other. */
export function languageOfPath(path: string): Language {
  return languageOfExtension(path) ?? 'javascript';
}
