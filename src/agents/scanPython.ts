import type { ScanProblem } from './plausible.ts';

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Scans Python: are strings and brackets closed, and has every block header a body? */
export function scanPython(code: string): ScanProblem {
  const bare = strippedPython(code);
  if (bare.problem) return bare.problem;
  const lines = bare.text.split('\n').filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    if (needsColon.test(line) && !line.includes(':')) {
      return `The line '${line.trim()}' lacked its colon.`;
    }
    if (!/:\s*$/.test(line) || !blockHeader.test(line)) continue;
    const next = lines[index + 1];
    if (next === undefined || indentOf(next) <= indentOf(line)) {
      return `The block '${line.trim()}' had no body.`;
    }
  }
  return undefined;
}

const blockHeader =
  /^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b/;

const needsColon =
  /^\s*(?:(?:async\s+)?(?:def|for|with)|class|if|elif|while|except)\s+\w|^\s*(?:else|try|finally)\s*$/;

/** The code with comments gone, strings emptied and bracketed line breaks joined. */
function strippedPython(code: string): { text: string; problem?: string } {
  const open: string[] = [];
  let text = '';
  let index = 0;
  while (index < code.length) {
    const character = code[index] ?? '';
    if (character === '#') {
      const end = code.indexOf('\n', index);
      index = end < 0 ? code.length : end;
    } else if (character === "'" || character === '"') {
      const end = stringEnd(code, index);
      if (end < 0) return { text, problem: 'A string was not closed.' };
      text += '""';
      index = end;
    } else if (character === '\\' && code[index + 1] === '\n') {
      index += 2;
    } else {
      const closer = closers[character];
      if (closer) open.push(closer);
      else if (/[)\]}]/.test(character) && open.pop() !== character) {
        return { text, problem: `There was a '${character}' too many.` };
      }
      text += character === '\n' && open.length > 0 ? ' ' : character;
      index++;
    }
  }
  const missing = open.at(-1);
  if (missing === undefined) return { text };
  return { text, problem: `A '${missing}' was missing: the file was cut off.` };
}

function stringEnd(code: string, from: number): number {
  const quote = code[from] ?? '';
  const triple = quote.repeat(3);
  const isTriple = code.startsWith(triple, from);
  for (let index = from + (isTriple ? 3 : 1); index < code.length; index++) {
    if (code[index] === '\\') index++;
    else if (isTriple) {
      if (code.startsWith(triple, index)) return index + 3;
    } else if (code[index] === quote) return index + 1;
    else if (code[index] === '\n') return -1;
  }
  return -1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
