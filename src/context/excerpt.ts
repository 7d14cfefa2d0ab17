/**
 * A file cut to about `maxCharacters`: whole if it fits, else the whole lines around the place where
 * most of the terms meet.
 */
export function excerpt(content: string, terms: readonly string[], maxCharacters: number): string {
  if (content.length <= maxCharacters) return content;
  const lines = content.split('\n');
  const wanted = terms.map((term) => term.toLowerCase());
  const scores = lines.map((line) => {
    const lower = line.toLowerCase();
    return wanted.filter((term) => lower.includes(term)).length;
  });
  const best = scores.reduce((top, score, index) => (score > (scores[top] ?? 0) ? index : top), 0);
  let from = best;
  let to = best;
  let size = lines[best]?.length ?? 0;
  for (;;) {
    const down = to + 1 < lines.length ? (lines[to + 1]?.length ?? 0) + 1 : Infinity;
    const up = from > 0 ? (lines[from - 1]?.length ?? 0) + 1 : Infinity;
    // Two lines after the place for each before it: what follows a name is what it is.
    const goesDown = down !== Infinity && (up === Infinity || to - best <= 2 * (best - from));
    const next = goesDown ? down : up;
    if (next === Infinity || size + next > maxCharacters) break;
    size += next;
    if (goesDown) to++;
    else from--;
  }
  return lines
    .slice(from, to + 1)
    .join('\n')
    .slice(0, maxCharacters);
}
