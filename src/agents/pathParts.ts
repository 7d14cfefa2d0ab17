/** Folder of a path, with `/` at its end; empty for the folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Name of a path's file in two: what is before its last dot, and what is behind. */
export function partsOf(path: string): { readonly stem: string; readonly extension: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/** Words as one name, each but the first with a capital. */
export function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

/** The words that a name is made of, in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter(Boolean);
}

/** The first of several names, numbered from 1, that is not taken. */
export function freePath(known: readonly string[], named: (number: number) => string): string {
  for (let number = 1; ; number++) {
    const path = named(number);
    if (!known.includes(path)) return path;
  }
}
