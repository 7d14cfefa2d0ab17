import * as fs from 'node:fs/promises';
import { join } from 'node:path';

/** Files of a copy with what changes whenever one is written to; a test cannot set it back. */
export type CopyState = ReadonlyMap<string, number>;

// Where files that were not there before would configure editors, agents, version control or tools.
const telling = new Set([
  ...['.git', '.hg', '.svn', '.jj', '.vscode', '.idea', '.vs', '.husky', '.devcontainer'],
  ...['.venv', 'venv', '.claude', '.cursor', '.codex', '.gemini', '.github', '.ssh', '.aws'],
  ...['.envrc', '.npmrc', '.mcp.json', 'agents.md', 'claude.md', 'gemini.md'],
  ...['sitecustomize.py', 'usercustomize.py', 'conftest.py'],
]);
// Paths that are named; of more, how many there are.
const shownPaths = 5;

/** Looks at a copy of the folder; dependencies are mounted there, not copied. */
export async function copyState(tree: string, mostFiles: number): Promise<CopyState> {
  const state = new Map<string, number>();
  await look(tree, '', state, mostFiles);
  return state;
}

/** Paths of the copy that tests changed or took away, or made where that would matter (T06). */
export function copyChanges(before: CopyState, after: CopyState): readonly string[] {
  const changed = [...before].filter(([path, mark]) => after.get(path) !== mark);
  const made = [...after.keys()].filter((path) => !before.has(path) && isTelling(path));
  return [...changed.map(([path]) => path), ...made].sort();
}

/** The paths as a text shows them. */
export function shownChanges(paths: readonly string[]): string {
  const rest = paths.length - shownPaths;
  const names = paths.slice(0, shownPaths).join(', ');
  return rest > 0 ? `${names}, … (+${rest})` : names;
}

async function look(
  folder: string,
  path: string,
  state: Map<string, number>,
  mostFiles: number,
): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    if (state.size >= mostFiles) return;
    const name = path + entry.name;
    if (name === 'node_modules') continue;
    const full = join(folder, entry.name);
    if (entry.isDirectory()) await look(full, `${name}/`, state, mostFiles);
    else {
      const stat = await fs.lstat(full).catch(gone);
      if (stat) state.set(name, stat.ctimeMs);
    }
  }
}

async function entriesOf(folder: string) {
  return (await fs.readdir(folder, { withFileTypes: true }).catch(gone)) ?? [];
}

/** What tests took away or closed is not there: it shows as a change. */
function gone(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'ELOOP'].includes(error.code ?? '')) throw error;
}

function isTelling(path: string): boolean {
  return path.split('/').some((name) => telling.has(name.toLowerCase()));
}
