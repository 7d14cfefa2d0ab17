/** Where in code its file is named: in a comment of the first line, as models do. */
const named =
  /^\s*(?:\/\/|\/\*|#|--|<!--|;)\s*(?:file(?:name)?\s*:\s*)?`?([\w@.-]+(?:\/[\w@.-]+)*\.\w+)`?\s*(?:\*\/|-->)?\s*$/i;

/** The file that code names in its first line; undefined when it names none. */
export function pathNamedIn(code: string): string | undefined {
  const path = named.exec(code.split('\n', 1)[0] ?? '')?.[1];
  return path?.split('/').includes('..') ? undefined : path;
}

/** Files to choose from: the one the code names, the open ones, then the others. */
export function targetPaths(
  code: string,
  open: readonly string[],
  all: readonly string[],
): readonly string[] {
  const path = pathNamedIn(code);
  const known = all.find((each) => each === path || (path && each.endsWith(`/${path}`)));
  const first = known ?? path;
  return [...new Set([...(first === undefined ? [] : [first]), ...open, ...all])];
}
