/** Splits one line of CSV into its fields. */
export function parseCsvLine(line: string): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (line.charAt(index + 1) === '"') {
        field += '"';
        index++;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      fields.push(field);
      field = '';
    } else field += character;
  }
  if (isQuoted) throw new SyntaxError('a quote is never closed');
  return [...fields, field];
}
