import { userText, type UserText } from '../base/userText.ts';

/** Bytes of a model as a reader of the locale (BCP 47) writes them, in decimal units. */
export function modelSize(bytes: number, locale: string): UserText {
  return bytes < 1e9
    ? userText('{0} MB', Math.max(1, Math.round(bytes / 1e6)))
    : userText('{0} GB', formatted(bytes / 1e9, locale));
}

function formatted(value: number, locale: string): string {
  return value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
