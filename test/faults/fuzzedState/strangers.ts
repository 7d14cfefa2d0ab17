/** Keys whose text is one of a few words, a path or a name: nothing else may stand there. */
const strict = /^(?:v|version|kind|state|status|operation|decision|verification|mode|hash|after)$/;
/** Keys that may hold null: there was nothing before, or nothing after. */
const nullable = /\.(?:before|after|mode|newFolder|proposalId)$/;
const places = /^(?:root|realPath)$/;

/**
 * What of a value that was accepted a whole one could not hold, by its path: keys nobody knows,
 * other types, words outside their list, folders that are not absolute. Below `open` keys
 * anything may stand.
 */
export function strangers(
  value: unknown,
  whole: unknown,
  open: readonly string[] = [],
  path = '',
): readonly string[] {
  if (Array.isArray(value) && Array.isArray(whole)) {
    return value.flatMap((item: unknown, index) => {
      const found = whole.map((like) => strangers(item, like, open, `${path}[${index}]`));
      return found.some((wrong) => wrong.length === 0) ? [] : (found[0] ?? [path]);
    });
  }
  if (isHolder(value) && isHolder(whole)) {
    return Object.entries(value).flatMap(([key, item]) => {
      const at = `${path}.${key}`;
      if (open.includes(key) || item === undefined) return [];
      if (!(key in whole)) return [at];
      if (strict.test(key) && typeof item === 'string' && /evil/.test(item)) return [at];
      if (places.test(key) && typeof item === 'string' && !item.startsWith('/')) return [at];
      return strangers(item, whole[key], open, at);
    });
  }
  if ((value === null) !== (whole === null)) return nullable.test(path) ? [] : [path];
  return typeof value === typeof whole ? [] : [path];
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
