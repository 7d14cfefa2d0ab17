/** Shortens a text to at most `max` characters, the ellipsis included. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1)}…`;
}
