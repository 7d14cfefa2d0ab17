import type { FoundFile } from '../protocol/fileNames.ts';

/**
 * The file each name means: the one with this path, or the only one whose path ends so. `/` separates
 * in paths, which are relative to the folder.
 */
export function findFiles(
  names: readonly string[],
  paths: readonly string[],
): readonly FoundFile[] {
  const byName = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const same = byName.get(name);
    if (same) same.push(path);
    else byName.set(name, [path]);
  }
  return names.map((name) => {
    const wanted = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    const same = byName.get(wanted.slice(wanted.lastIndexOf('/') + 1)) ?? [];
    const ending = same.filter((path) => path.endsWith(`/${wanted}`));
    const path = same.includes(wanted) ? wanted : ending.length === 1 ? ending[0] : undefined;
    return { name, ...(path !== undefined && { path }) };
  });
}
