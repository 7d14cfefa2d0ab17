import { range } from './range.ts';

/** Sum of the whole numbers below n. */
export function sumBelow(n: number): number {
  return range(0, n).reduce((sum, value) => sum + value, 0);
}
