import { readFile } from 'node:fs/promises';
import type { L10nBundle } from '../base/userText.ts';

/**
 * Translations for the language of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), from the
 * bundles that VS Code uses too; English (an empty bundle) where there is none.
 */
export async function loadLanguage(
  bundleFolder: URL,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<L10nBundle> {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const language = /^[a-z]{2,3}/.exec(locale)?.[0];
  if (language === undefined || language === 'en') return {};
  try {
    const file = new URL(`bundle.l10n.${language}.json`, bundleFolder);
    return JSON.parse(await readFile(file, 'utf8')) as L10nBundle;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
