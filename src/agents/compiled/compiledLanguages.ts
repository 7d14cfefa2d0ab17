import type { Language } from '../../base/task.ts';
import type { CompiledLanguage } from './compiledLanguage.ts';
import { goLanguage } from './goLanguage.ts';
import { javaLanguage } from './javaLanguage.ts';
import { rustLanguage } from './rustLanguage.ts';

/** The languages whose projects are built and tested by a tool of theirs. */
export const compiledLanguages: readonly CompiledLanguage[] = [
  goLanguage,
  javaLanguage,
  rustLanguage,
];

/** What is particular to a language, where it is one of these. */
export function compiledLanguage(language: Language): CompiledLanguage | undefined {
  return compiledLanguages.find((each) => each.language === language);
}

/** The language that people call so, where it is one of these. */
export function compiledByName(name: string | undefined): CompiledLanguage | undefined {
  return compiledLanguages.find((each) => each.name === name);
}

/** The language of a file by its extension, where it is one of these. */
export function compiledOfPath(path: string): CompiledLanguage | undefined {
  return compiledLanguages.find(({ extension }) => path.endsWith(`.${extension}`));
}
