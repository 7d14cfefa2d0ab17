import type { Language } from '../base/task.ts';
import { goToolchain } from './goToolchain.ts';
import { javaToolchain } from './javaToolchain.ts';
import { rustToolchain } from './rustToolchain.ts';
import type { Toolchain } from './toolchain.ts';

const byLanguage: Partial<Record<Language, Toolchain>> = {
  go: goToolchain,
  rust: rustToolchain,
  java: javaToolchain,
};

/** How a language's tests run by the project's own command; undefined for those with a runner of ours. */
export function toolchainOf(language: Language): Toolchain | undefined {
  return byLanguage[language];
}
