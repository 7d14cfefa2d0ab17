// What may hold brackets and quotes that are not code.
const piece =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?|`|\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|[^'"`/]+|\//gy;

/** Script text of the same length, with comments, strings, templates and regexes blanked out. */
export function maskScript(code: string): string {
  const parts: string[] = [];
  piece.lastIndex = 0;
  while (piece.lastIndex < code.length) {
    const start = piece.lastIndex;
    const [text] = piece.exec(code) ?? [''];
    if (text === '') return '';
    if (text === '`') {
      piece.lastIndex = templateEnd(code, start + 1);
      parts.push(blank(code.slice(start, piece.lastIndex)));
    } else if (text.startsWith('/') && !/^\/[/*]/.test(text) && !startsRegex(parts)) {
      piece.lastIndex = start + 1;
      parts.push('/');
    } else parts.push(/^['"/]/.test(text) ? blank(text) : text);
  }
  return parts.join('');
}

/** Place after the closing back quote; what stands in `${…}` counts as part of the template. */
function templateEnd(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    const character = code[at];
    if (character === '\\') at += 1;
    else if (character === '`' && depth === 0) return at + 1;
    else if (character === '$' && code[at + 1] === '{') depth += 1;
    else if (character === '`') at = templateEnd(code, at + 1) - 1;
    else if (character === '}' && depth > 0) depth -= 1;
  }
  return code.length;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function startsRegex(before: readonly string[]): boolean {
  const text = before.slice(-3).join('').slice(-40).trimEnd();
  return /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|await|yield))$/.test(text);
}
