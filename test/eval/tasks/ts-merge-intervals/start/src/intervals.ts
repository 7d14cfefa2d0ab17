export type Interval = readonly [start: number, end: number];

/** Joins intervals that overlap or touch; the result is sorted. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const [start, end] of intervals) {
    const last = merged.at(-1);
    if (last && start < last[1]) {
      merged[merged.length - 1] = [last[0], end];
    } else {
      merged.push([start, end]);
    }
  }
  return merged;
}
