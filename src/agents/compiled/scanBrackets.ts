const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Code with what a pattern finds, its strings and comments, blanked; lines and lengths stay. */
export function blanked(code: string, quoted: RegExp): string {
  return code.replace(quoted, (text) => text.replace(/[^\n]/g, ' '));
}

/** What is wrong with the brackets of code without strings and comments, if anything. */
export function bracketProblem(bare: string): string | undefined {
  const open: string[] = [];
  for (const character of bare) {
    const closer = closers[character];
    if (closer !== undefined) open.push(closer);
    else if (')]}'.includes(character) && open.pop() !== character) {
      return `There was a '${character}' too many.`;
    }
  }
  const missing = open.at(-1);
  return missing === undefined ? undefined : `A '${missing}' was missing: the file was cut off.`;
}

/** Index behind the brace that closes the one at an index; the end where none does. */
export function closingBrace(bare: string, open: number): number {
  let depth = 0;
  for (let at = open; at < bare.length; at++) {
    if (bare[at] === '{') depth++;
    else if (bare[at] === '}' && --depth === 0) return at + 1;
  }
  return bare.length;
}
