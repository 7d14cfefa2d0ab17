const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses JSON from disk, refusing keys that could reach an object's prototype.
 * @throws SyntaxError for both kinds of bad text.
 */
export function parseSafeJson(text: string): unknown {
  return JSON.parse(text, function (this: unknown, key: string, value: unknown) {
    if (forbidden.has(key)) throw new SyntaxError(`The key '${key}' is not allowed.`);
    return value;
  });
}
