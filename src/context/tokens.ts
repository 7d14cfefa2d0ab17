const common = new Set(
  (
    'a an the and or of in on to for from with that which who this it its is are be as by my your our me do does ' +
    'what how why when where can could should would please write create implement add make function class method ' +
    'file test tests code const let var return import export def self none null true false new if else ' +
    'и в на с по для что как это не из к у о от за то'
  ).split(' '),
);

/** Words of a text, with identifiers split: `parseDuration_ms` → parseduration_ms, parse, duration, ms. */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (const word of text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []) {
    const parts = word
      .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
      .split(/[\s_$]+/)
      .filter((part) => part.length > 1);
    tokens.push(...parts.map((part) => part.toLowerCase()));
    if (parts.length > 1) tokens.push(word.toLowerCase());
  }
  return tokens;
}

/** A token as it is indexed and searched, or undefined for words that are everywhere. */
export function usefulToken(token: string): string | undefined {
  const lower = token.toLowerCase();
  return lower.length < 2 || lower.length > 60 || common.has(lower) ? undefined : stem(lower);
}

/** Folds English plurals and -ing, so that "durations" finds `duration`. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}
