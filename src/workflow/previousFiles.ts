import type { SourceFile } from '../base/task.ts';
import type { ContextProvider } from '../context/ports.ts';

/** The folder as it would be with what the conversation made before: a follow-up changes that. */
export function withPrevious(
  context: ContextProvider,
  previous: readonly SourceFile[] = [],
): ContextProvider {
  if (previous.length === 0) return context;
  const paths = previous.map((file) => file.path);
  return {
    research: async (query, budget, signal) => {
      const found = await context.research(query, budget, signal);
      // What is on disk may be older, and the file to change is shown on its own.
      return { ...found, files: found.files.filter(({ path }) => !paths.includes(path)) };
    },
    describe: (signal) => context.describe(signal),
    paths: async (limit, signal) => {
      const known = await context.paths(limit, signal);
      return [...paths, ...known.filter((path) => !paths.includes(path))].slice(0, limit);
    },
    read: async (path, signal) =>
      previous.find((file) => file.path === path)?.content ?? context.read(path, signal),
  };
}
