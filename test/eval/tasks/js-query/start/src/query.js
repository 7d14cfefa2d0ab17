/** Reads `a=1&b=2` into an object. */
export function parseQuery(text) {
  const result = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const [key, value] = part.split('=');
    result[key] = value;
  }
  return result;
}
