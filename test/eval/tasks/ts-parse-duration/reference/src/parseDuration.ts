const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** Milliseconds of a duration such as `1h30m`. */
export function parseDuration(text: string): number {
  if (!/^\s*(?:\d+(?:\.\d+)?[dhms]\s*)+$/.test(text)) {
    throw new Error(`not a duration: ${text}`);
  }
  let sum = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)) {
    sum += Number.parseFloat(amount) * (units[unit] ?? 0);
  }
  return sum;
}
