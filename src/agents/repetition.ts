const shortestRun = 240;
const shortPeriod = 160;
const longestPeriod = 600;

/**
 * True when the text ends in a loop: the same up to 160 characters at least five times over and for at
 * least 240 characters, or the same up to 600 characters three times. Covers runs of white space, of
 * one line, and of whole blocks.
 */
export function isRepeating(text: string): boolean {
  for (let period = 1; period <= longestPeriod; period++) {
    const run = Math.max(shortestRun, period * (period <= shortPeriod ? 5 : 3));
    if (text.length < run + period) continue;
    let index = text.length - 1;
    const end = text.length - run;
    while (index >= end && text[index] === text[index - period]) index--;
    if (index < end) return true;
  }
  return false;
}
