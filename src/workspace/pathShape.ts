import { userText, type UserText } from '../base/userText.ts';

const maxNameBytes = 240;
const maxPathBytes = 1_000;
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

// Device names of Windows; they mean the device with any extension and in any folder.
const reservedNames = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])$/;

/**
 * Name as the most lenient file system may see it: compatibility forms, case, accents and
 * invisible characters folded away, no trailing dots or spaces, no alternate data stream.
 */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKD')
    .replace(invisible, '')
    // Upper case in between: it also joins ı and ſ with i and s, as case-insensitive file systems
    // may, and makes a letter of the iota that is written as an accent; ẞ becomes ß before, SS after.
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(invisible, '')
    .replaceAll('ς', 'σ');
  const [stem = ''] = folded.split(':');
  return stem.replace(/^\s+|[\s.]+$/gu, '');
}

/**
 * Why a path is not a plain one relative to a folder, or undefined when it is. Judged by its
 * letters alone and the same on every system, before anything is asked of the file system.
 */
export function refuseShape(path: string): UserText | undefined {
  const shown = escapeInvisible(path);
  if (path === '') return userText('The path is empty.');
  if (/[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u.test(path)) {
    return userText('{0} holds invisible or control characters.', shown);
  }
  if (path !== path.normalize('NFC')) return userText('{0} is not in the usual form.', shown);
  if (/^[/\\~]/.test(path) || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    return userText('{0} is not a path inside the folder.', shown);
  }
  if (/%[0-9a-f]{2}/i.test(path)) return userText('{0} holds percent codes.', shown);
  if (/[\\:*?"<>|]/.test(path)) {
    return userText('{0} holds a character that not every system allows.', shown);
  }
  if (Buffer.byteLength(path) > maxPathBytes) return userText('{0} is too long.', shown);
  for (const name of path.split('/')) {
    const reason = refuseName(name, shown);
    if (reason) return reason;
  }
  return undefined;
}

function refuseName(name: string, shown: string): UserText | undefined {
  const folded = foldName(name);
  if (name === '' || /^\.+$/.test(name) || folded === '') {
    return userText('{0} holds an empty or relative part.', shown);
  }
  if (/^\s|[\s.]$/u.test(name)) {
    return userText('{0} has a name that begins or ends with a space, or ends with a dot.', shown);
  }
  if (reservedNames.test(folded.split('.')[0]?.trimEnd() ?? '')) {
    return userText('{0} holds a name that Windows keeps for a device.', shown);
  }
  // The short form under which Windows also finds a long name, e.g. GIT~1.
  if (/^[^.]{1,8}~[0-9]{1,6}(?:\.[^.]{0,3})?$/.test(folded)) {
    return userText('{0} holds a short name of Windows.', shown);
  }
  if (Buffer.byteLength(name) > maxNameBytes) return userText('{0} is too long.', shown);
  return undefined;
}

/** Makes characters visible that a reader would not see: control, format, bidi, zero width. */
export function escapeInvisible(text: string): string {
  return text.replace(
    /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu,
    (sign) => `⟦U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`,
  );
}
