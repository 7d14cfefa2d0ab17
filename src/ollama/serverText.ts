/** The server's own words, without control characters, at most 300 characters. */
export function serverText(body: string): string {
  let text = /<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? (/^\s*</.test(body) ? 'HTML' : body);
  try {
    const value = JSON.parse(body) as { error?: unknown; message?: unknown };
    const error = value.error ?? value.message;
    if (typeof error === 'string') text = error;
    else if (typeof error === 'object' && error !== null && 'message' in error) {
      text = String(error.message);
    }
  } catch {
    // Not JSON: the text itself is all there is.
  }
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
