/** Whole numbers from start up to, but without, end. */
export function range(start: number, end: number): number[] {
  const numbers: number[] = [];
  for (let value = start; value < end; value++) numbers.push(value);
  return numbers;
}
