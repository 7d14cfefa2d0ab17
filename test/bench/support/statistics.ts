/** Median and the middle half of a sample. */
export interface Spread {
  readonly median: number;
  /** Distance from the first to the third quartile. */
  readonly iqr: number;
}

/** The p-th quantile (0 ≤ p ≤ 1), interpolated between neighbours; NaN of nothing. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), iqr: quantile(values, 0.75) - quantile(values, 0.25) };
}
