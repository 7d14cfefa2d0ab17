import { fileNameLimit } from '../protocol/fileNames.ts';

/** What a text names: a file as it is written there, and a line, counted from 1. */
export interface FileReference {
  readonly name: string;
  readonly line?: number;
}

/** A line behind a name, as compilers, GitHub and Microsoft's tools write it. */
const place =
  /(?::(?<colon>\d{1,7})(?::\d{1,7}|-\d{1,7})?|#L(?<hash>\d{1,7})(?:C\d{1,7})?(?:-L?\d{1,7}(?:C\d{1,7})?)?|\((?<paren>\d{1,7})(?:,\d{1,7})?\))$/;

/** Signs that code has and names of files seldom do; of none of these is a scheme made. */
const foreign = /[\s<>"'`|?*{}=;,&%!:\p{C}]/u;

const wellKnown = /^(?:Dockerfile|Makefile|LICENSE|Gemfile|Rakefile|Procfile)$/;

/** The file a text may name, by its looks alone; the host knows which files there are. */
export function fileReference(text: string): FileReference | undefined {
  if (text.length > fileNameLimit) return undefined;
  const found = place.exec(text);
  const name = (found ? text.slice(0, found.index) : text).replaceAll('\\', '/');
  if (!isFileName(name.replace(/^\.\//, ''))) return undefined;
  const { colon, hash, paren } = found?.groups ?? {};
  const line = Number(colon ?? hash ?? paren ?? 0);
  return { name, ...(line > 0 && { line }) };
}

function isFileName(name: string): boolean {
  if (name.startsWith('~') || foreign.test(name)) return false;
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part.startsWith('..'))) return false;
  const last = parts.at(-1) ?? '';
  return parts.length > 1 || /\.[A-Za-z][\w-]*$/.test(last) || wellKnown.test(last);
}
