/** A place in a document: line and character from 0, in UTF-16 units, as VS Code counts. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** Where text ends once it has been inserted at a place. */
export function endOf(start: Place, text: string): Place {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1] ?? '';
  return lines.length === 1
    ? { line: start.line, character: start.character + last.length }
    : { line: start.line + lines.length - 1, character: last.length };
}

/** One replacement of a document's change event. */
export interface Replacement {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/** Where a place has moved to after somebody's edit before it; inside the edit it goes to its end. */
export function shift(place: Place, edit: Replacement): Place {
  if (isBefore(place, edit.start)) return place;
  const end = endOf(edit.start, edit.text);
  if (isBefore(place, edit.end)) return end;
  return place.line === edit.end.line
    ? { line: end.line, character: end.character + place.character - edit.end.character }
    : { line: place.line + end.line - edit.end.line, character: place.character };
}

/** True when `a` comes before `b` in the document. */
export function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** The smallest single replacement, as offsets, that turns one text into another. */
export function smallestReplacement(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly text: string } {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before[start] === after[start]) start++;
  if (isInside(before, start) || isInside(after, start)) start--;
  let tail = 0;
  while (
    tail < limit - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  if (tail > 0 && isInside(before, before.length - tail)) tail--;
  else if (tail > 0 && isInside(after, after.length - tail)) tail--;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** True between the halves of a surrogate pair or of a CRLF, where no edit may begin or end. */
function isInside(text: string, offset: number): boolean {
  return /^([\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(
    text.slice(Math.max(0, offset - 1), offset + 1),
  );
}
