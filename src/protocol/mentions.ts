/** What a message can point at with `@`. */
export type MentionKind =
  'file' | 'folder' | 'symbol' | 'selection' | 'problems' | 'editors' | 'diff' | 'terminal';

/** A mention as it stands in a message: `@file:src/a.ts`, `@symbol:"a b"`, `@selection`. */
export interface Mention {
  readonly kind: MentionKind;
  /** Path of a file or folder, name of a symbol; empty for the other kinds. */
  readonly name: string;
  /** Where it begins in the text, and its length, in UTF-16 units. */
  readonly start: number;
  readonly length: number;
}

/** Something that fits what is typed after an `@`, as the host offers it. */
export interface MentionOffer {
  readonly kind: MentionKind;
  readonly name: string;
  /** Where it is, in few words; empty when the name says it. */
  readonly detail: string;
}

/** UTF-16 units of what stands behind an `@`. */
export const mentionLimit = 300;

const pattern =
  /(?<![\w.@/-])@(?:(file|folder|symbol):(?:"([^"\n]{1,300})"|([^\s"]{1,300}))|(selection|problems|editors|diff|terminal)(?![\w/-]|[.:]\w))/g;

/** All mentions of a text, in order. A sentence's own punctuation is no part of a name. */
export function findMentions(text: string): readonly Mention[] {
  return [...text.matchAll(pattern)].flatMap((match): Mention[] => {
    const [whole, named, quoted, plain, alone] = match;
    const kind = (named ?? alone) as MentionKind;
    const name = quoted ?? plain?.replace(/[.,;:!?)\]}»”’'`*]+$/, '') ?? '';
    if (named !== undefined && name === '') return [];
    const cut = quoted === undefined && plain !== undefined ? plain.length - name.length : 0;
    return [{ kind, name, start: match.index, length: whole.length - cut }];
  });
}

/** A mention as it is written into a message; quoted where a plain name would be cut. */
export function mentionText(kind: MentionKind, name = ''): string {
  if (name === '') return `@${kind}`;
  return /^[\p{L}\p{N}_./#~+-]*[\p{L}\p{N}_/#~+-]$/u.test(name)
    ? `@${kind}:${name}`
    : `@${kind}:"${name.replaceAll('"', '')}"`;
}
