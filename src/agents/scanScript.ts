import type { ScanProblem } from './plausible.ts';

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Scans TypeScript or JavaScript: are strings, templates, comments, regexes and brackets closed? */
export function scanScript(code: string): ScanProblem {
  const open: string[] = [];
  let index = 0;
  while (index < code.length) {
    const character = code[index] ?? '';
    const two = code.slice(index, index + 2);
    if (two === '//') index = lineEnd(code, index);
    else if (two === '/*') {
      const end = code.indexOf('*/', index + 2);
      if (end < 0) return 'A comment was not closed.';
      index = end + 2;
    } else if (character === "'" || character === '"') {
      const end = stringEnd(code, index, character);
      if (end < 0) return 'A string was not closed.';
      index = end;
    } else if (character === '`' || (character === '}' && open.at(-1) === '`')) {
      // A template's text goes on after `${…}`: the back quote stays on the stack until it closes.
      if (character === '}') open.pop();
      const end = templateEnd(code, index + 1);
      if (end < 0) return 'A template string was not closed.';
      index = end;
      if (code[end - 1] === '{') open.push('`');
    } else if (character === '/' && startsRegex(code, index)) {
      index = regexEnd(code, index);
    } else {
      const closer = closers[character];
      if (closer) open.push(closer);
      else if (character === ')' || character === ']' || character === '}') {
        if (open.pop() !== character) return `There was a '${character}' too many.`;
      }
      index++;
    }
  }
  const missing = open.at(-1);
  return missing === undefined ? undefined : `A '${missing}' was missing: the file was cut off.`;
}

function lineEnd(code: string, from: number): number {
  const end = code.indexOf('\n', from);
  return end < 0 ? code.length : end;
}

function stringEnd(code: string, from: number, quote: string): number {
  for (let index = from + 1; index < code.length; index++) {
    const character = code[index];
    if (character === '\\') index++;
    else if (character === quote) return index + 1;
    else if (character === '\n') return -1;
  }
  return -1;
}

/** Place after the closing back quote, or after the `{` of the next `${`. */
function templateEnd(code: string, from: number): number {
  for (let index = from; index < code.length; index++) {
    const character = code[index];
    if (character === '\\') index++;
    else if (character === '`') return index + 1;
    else if (character === '$' && code[index + 1] === '{') return index + 2;
  }
  return -1;
}

function startsRegex(code: string, at: number): boolean {
  const before = code.slice(Math.max(0, at - 40), at).trimEnd();
  if (before === '') return true;
  if (/[(,=:[!&|?{};+\-*%<>~^]$/.test(before)) return true;
  return /\b(?:return|typeof|case|in|of|await|yield)$/.test(before);
}

/** Place after the regex, or after the slash when it turns out to be none. */
function regexEnd(code: string, from: number): number {
  let inClass = false;
  for (let index = from + 1; index < code.length; index++) {
    const character = code[index];
    if (character === '\\') index++;
    else if (character === '\n') return from + 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return index + 1;
  }
  return from + 1;
}
