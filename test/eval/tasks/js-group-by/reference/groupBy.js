/** Groups items by the key that keyOf gives. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  items.forEach((item, index) => {
    const key = keyOf(item, index);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  });
  return groups;
}
