const longestPeriod = 160;
const shortestRun = 240;
const repeats = 5;

/**
 * True when the text ends in a loop: the same 1 to 160 characters over and over, at least five times
 * and for at least 240 characters. Covers runs of white space, of one line and of a few lines.
 */
export function isRepeating(text: string): boolean {
  for (let period = 1; period <= longestPeriod; period++) {
    const run = Math.max(shortestRun, period * repeats);
    if (text.length < run + period) continue;
    let index = text.length - 1;
    const end = text.length - run;
    while (index >= end && text[index] === text[index - period]) index--;
    if (index < end) return true;
  }
  return false;
}
