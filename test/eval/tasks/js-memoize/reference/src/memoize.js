/** Remembers the results of a function by its arguments. */
export function memoize(compute) {
  const known = new Map();
  return (...args) => {
    const key = JSON.stringify(args);
    if (known.has(key)) return known.get(key);
    const result = compute(...args);
    known.set(key, result);
    return result;
  };
}
