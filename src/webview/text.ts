import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { L10nBundle, UserText } from '../protocol/messages.ts';
import { showControls } from './showControls.ts';

/** Renders an English template with `{0}`, `{1}`… in the reader's language. */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;

/** The view's language: own sentences through `t`, the core's through `tell`. */
export interface Language {
  readonly t: Translate;
  readonly tell: (text: UserText) => string;
  /** A whole number as the reader writes it. */
  readonly count: (value: number) => string;
}

/** Builds the language from the snapshot's bundle and BCP 47 locale. */
export function createLanguage(bundle: L10nBundle, locale: string): Language {
  const t: Translate = (message, ...args) => {
    const template = Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message;
    return template.replace(/\{(\d+)\}/g, (hole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? hole : showControls(String(value));
    });
  };
  const numbers = new Intl.NumberFormat(Intl.NumberFormat.supportedLocalesOf([safe(locale)]));
  return {
    t,
    tell: (text) => showControls(t(text.message, ...(text.args ?? []))),
    count: (value) => numbers.format(value),
  };
}

function safe(locale: string): string {
  return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(locale) ? locale : 'en';
}

/** Language of the tree; English until the first snapshot. */
export const LanguageContext = createContext<Language>(createLanguage({}, 'en'));

/** The language in a component. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}
