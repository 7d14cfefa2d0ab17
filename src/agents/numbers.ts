/**
 * Brings a score a model gave into 0…1: models also answer out of 10 or 100, and out of range.
 * Anything that is no number becomes 0.5.
 */
export function unit(value: number): number {
  if (!Number.isFinite(value)) return 0.5;
  const scaled = value <= 1 ? value : value <= 1.5 ? 1 : value <= 10 ? value / 10 : value / 100;
  return Math.min(1, Math.max(0, scaled));
}

/** The mean, rounded to two digits; 0 for an empty list. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;
}
