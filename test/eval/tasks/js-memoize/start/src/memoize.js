/** Remembers the results of a function by its arguments. */
export function memoize(compute) {
  const known = {};
  return (...args) => {
    const key = args.join(',');
    if (known[key]) return known[key];
    known[key] = compute(...args);
    return known[key];
  };
}
