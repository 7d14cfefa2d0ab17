/** Are two values made of plain objects, arrays and primitives equal? */
export function deepEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const keys = Object.keys(a);
  return keys.every((key) => deepEqual(a[key], b[key]));
}
