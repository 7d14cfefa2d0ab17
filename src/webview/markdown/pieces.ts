/** What a piece of code is, as far as colours tell it. */
export type TokenKind =
  | 'added'
  | 'comment'
  | 'constant'
  | 'keyword'
  | 'name'
  | 'number'
  | 'property'
  | 'removed'
  | 'string'
  | 'type';

/** A piece of code: plain text, or text of a kind. */
export type Piece = string | { readonly kind: TokenKind; readonly text: string };

/** Appends pieces; what is of one kind and adjoins becomes one piece. */
export function appendPieces(pieces: Piece[], more: readonly Piece[]): void {
  for (const piece of more) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string')
      pieces[pieces.length - 1] = last + piece;
    else if (typeof piece === 'object' && typeof last === 'object' && piece.kind === last.kind) {
      pieces[pieces.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    } else if (piece !== '') pieces.push(piece);
  }
}
