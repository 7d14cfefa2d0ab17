import { userText, type UserText } from '../base/userText.ts';

/** Bytes of a model as a person reads them, in decimal units as `ollama list` does. */
export function modelSize(bytes: number): UserText {
  return bytes < 1e9
    ? userText('{0} MB', Math.max(1, Math.round(bytes / 1e6)))
    : userText('{0} GB', (bytes / 1e9).toFixed(1));
}
