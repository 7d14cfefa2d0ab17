import type { Language } from '../base/task.ts';
import { goToolchain } from './goToolchain.ts';
import type { Toolchain } from './toolchain.ts';

const byLanguage: Partial<Record<Language, Toolchain>> = { go: goToolchain };

/** How a language's tests run by the project's own command; undefined for those with a runner of ours. */
export function toolchainOf(language: Language): Toolchain | undefined {
  return byLanguage[language];
}
