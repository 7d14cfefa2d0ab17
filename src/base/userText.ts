import { showInvisible } from './showInvisible.ts';

/**
 * A sentence for a person, still untranslated: English template with `{0}`, `{1}`… and its values.
 * The core speaks in these; the edges turn them into the reader's language with {@link translate}.
 * Plain JSON, so that it travels inside events and error reports.
 */
export interface UserText {
  readonly message: string;
  readonly args?: readonly (string | number)[];
}

/** English template → translation, the format of VS Code's `bundle.l10n.<language>.json`. */
export type L10nBundle = Readonly<Record<string, string>>;

/**
 * Makes a {@link UserText}. The first argument must be a string literal: the localisation test
 * collects these calls and compares them with `l10n/bundle.l10n.ru.json`.
 */
export function userText(message: string, ...args: readonly (string | number)[]): UserText {
  return args.length === 0 ? { message } : { message, args };
}

/**
 * Renders a text in the language of the bundle, in English where the bundle lacks it. Values come
 * from models and files: what cannot be seen in them is named.
 */
export function translate(text: UserText, bundle: L10nBundle = {}): string {
  const template = bundle[text.message] ?? text.message;
  return template.replace(/\{(\d+)\}/g, (hole, index: string) => {
    const value = text.args?.[Number(index)];
    return value === undefined ? hole : showInvisible(String(value));
  });
}
