/** By name in a text: the file it means, undefined where the host knows none. */
export type KnownFiles = ReadonlyMap<string, string | undefined>;

/** Those that are there; the others are asked for again. */
export function filesThere(known: KnownFiles): KnownFiles {
  const there = [...known].filter(([, path]) => path !== undefined);
  return there.length === known.size ? known : new Map(there);
}
