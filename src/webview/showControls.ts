/**
 * Characters a reader does not see although they change what a text is or how it reads: control,
 * format, bidi, zero width, tags, separators (Unicode 17, UAX 44; CVE-2021-42574 “Trojan Source”).
 */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;
const emojiBefore = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const emojiAfter = /^\p{Extended_Pictographic}/u;
// Scripts that are not written rightly without joiners between letters.
const joined = /^[\p{sc=Arab}\p{sc=Deva}\p{sc=Beng}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Taml}]/u;

/**
 * As `showInvisible` of the core, which the view may not import; a test compares the two.
 * Text with what cannot be seen named, as in ⟦U+202E⟧. Tab and line ends stay, and so do joiners
 * where they belong: inside an emoji, and between letters of scripts that need them.
 */
export function showControls(text: string): string {
  return text.replace(invisible, (sign, at: number) =>
    isInPlace(sign, text, at)
      ? sign
      : `⟦U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`,
  );
}

function isInPlace(sign: string, text: string, at: number): boolean {
  if (sign === '\t' || sign === '\n' || sign === '\r') return true;
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at + sign.length, at + sign.length + 2);
  if (sign === '\ufe0f') return emojiBefore.test(before) || after.startsWith('\u20e3');
  if (sign !== '\u200d' && sign !== '\u200c') return false;
  if (emojiBefore.test(before)) return sign === '\u200d' && emojiAfter.test(after);
  return joined.test(before.slice(-1)) && joined.test(after);
}
