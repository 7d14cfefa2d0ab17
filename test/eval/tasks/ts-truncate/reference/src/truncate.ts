/** Shortens a text to at most `max` characters, the ellipsis included, if asked for at a space. */
export function truncate(text: string, max: number, atWord = false): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  if (!atWord) return `${cut}…`;
  const space = text.charAt(max - 1) === ' ' ? cut.length : cut.lastIndexOf(' ');
  return `${space > 0 ? cut.slice(0, space).trimEnd() : cut}…`;
}
