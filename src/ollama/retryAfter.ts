/** Shortest and longest wait taken from a server's Retry-After, in milliseconds. */
const bounds = { least: 100, most: 60_000 };

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3: seconds or an HTTP date), clamped to 0.1–60 s.
 * Undefined when there is none or it makes no sense.
 */
export function parseRetryAfter(
  header: string | readonly string[] | undefined,
  wallNow: number,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim();
  if (!text) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - wallNow;
  if (!Number.isFinite(wait)) return undefined;
  return Math.min(bounds.most, Math.max(bounds.least, wait));
}
