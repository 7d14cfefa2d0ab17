/** Numbers from start towards, but without, end. */
export function range(start: number, end: number, step = 1): number[] {
  if (step === 0) throw new RangeError('the step must not be 0');
  const numbers: number[] = [];
  for (let value = start; step > 0 ? value < end : value > end; value += step) numbers.push(value);
  return numbers;
}
