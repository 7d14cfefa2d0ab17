const digits: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

/** Writes a whole number from 1 to 3999 as a Roman numeral. */
export function toRoman(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 3999) {
    throw new RangeError(`${value} is not between 1 and 3999`);
  }
  let rest = value;
  let text = '';
  for (const [amount, sign] of digits) {
    while (rest >= amount) {
      text += sign;
      rest -= amount;
    }
  }
  return text;
}
