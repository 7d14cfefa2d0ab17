/** Reads `a=1&b=2` into an object; repeated keys get an array. */
export function parseQuery(text) {
  const result = {};
  for (const part of text.replace(/^\?/, '').split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    const value = at < 0 ? true : decodeURIComponent(part.slice(at + 1).replaceAll('+', ' '));
    if (!(key in result)) result[key] = value;
    else if (Array.isArray(result[key])) result[key].push(value);
    else result[key] = [result[key], value];
  }
  return result;
}
