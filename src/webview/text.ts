import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { L10nBundle, UserText } from '../protocol/messages.ts';
import { formatAgo, formatElapsed } from './format.ts';
import { showControls } from './showControls.ts';

/** Renders an English template with `{0}`, `{1}`… in the reader's language, numbers too. */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;

/** The view's language: own sentences through `t`, the core's through `tell`. */
export interface Language {
  readonly t: Translate;
  readonly tell: (text: UserText) => string;
  /** A whole number as the reader writes it. */
  readonly count: (value: number) => string;
  /** A number with one digit after the decimal sign. */
  readonly decimal: (value: number) => string;
  /** A share of 0 to 1 in whole per cent. */
  readonly percent: (share: number) => string;
  /** Milliseconds as people say them. */
  readonly elapsed: (milliseconds: number) => string;
  /** How long ago a wall-clock time (milliseconds) was. */
  readonly ago: (at: number) => string;
}

/** Builds the language from the snapshot's bundle and BCP 47 locale. */
export function createLanguage(bundle: L10nBundle, locale: string): Language {
  const locales = Intl.NumberFormat.supportedLocalesOf([safe(locale)]);
  const numbers = new Intl.NumberFormat(locales);
  const decimals = new Intl.NumberFormat(locales, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const percents = new Intl.NumberFormat(locales, { style: 'percent' });
  const fill = (message: string, args: readonly string[]): string => {
    const template = Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message;
    return template.replace(/\{(\d+)\}/g, (hole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? hole : showControls(value);
    });
  };
  const t: Translate = (message, ...args) =>
    fill(
      message,
      args.map((value) => (typeof value === 'number' ? numbers.format(value) : value)),
    );
  const decimal = (value: number): string => decimals.format(value);
  return {
    t,
    // The core's numbers may be ports or status codes: they are shown as they are.
    tell: ({ message, args = [] }) => showControls(fill(message, args.map(String))),
    count: (value) => numbers.format(value),
    decimal,
    percent: (share) => percents.format(share),
    elapsed: (milliseconds) => formatElapsed({ t, decimal }, milliseconds),
    ago: (at) => formatAgo(locales, Date.now(), at),
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
