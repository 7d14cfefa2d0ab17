import { contextBlock } from '../agents/blocks.ts';
import type { ResearchContext, SourceFile } from '../base/task.ts';
import { researchBudget } from './nodes/researcherNode.ts';
import type { RunPorts } from './ports.ts';
import type { RunRequest } from './run.ts';
import type { RunState } from './state.ts';

type Look = Pick<RunPorts, 'context'> & { readonly signal: AbortSignal };

/**
 * Files that decide what a run makes, and are no longer as the state has them: the code file, the
 * tests that were there, and the test file to be written. Empty before a state has read them.
 */
export async function changedFiles(
  { plan, tests, existing, existingTests = [] }: RunState,
  { context, signal }: Look,
): Promise<readonly string[]> {
  if (!plan || !tests) return [];
  const read = new Map<string, string | undefined>([
    [plan.testPath, undefined],
    ...(plan.existingTests ?? []).map((path): [string, undefined] => [path, undefined]),
    ...existingTests.map(({ path, content }): [string, string] => [path, content]),
    [plan.codePath, existing],
  ]);
  const changed: string[] = [];
  for (const [path, content] of read) {
    if ((await context.read(path, signal)) !== content) changed.push(path);
  }
  return changed;
}

/** A state whose related material is as the folder has it now, and which files of it had changed. */
export async function withFreshResearch(
  state: RunState,
  { task }: Pick<RunRequest, 'task'>,
  { context, signal }: Look,
): Promise<{ readonly state: RunState; readonly changed: readonly string[] }> {
  const { research } = state;
  if (!research) return { state, changed: [] };
  const found = await context.research(task, researchBudget, signal);
  const changed: string[] = [];
  for (const file of research.files) {
    const now = await context.read(file.path, signal);
    const excerpt = found.files.find(({ path }) => path === file.path);
    const isSame = now?.includes(file.content) && (excerpt ?? file).content === file.content;
    if (!isSame) changed.push(file.path);
  }
  if (changed.length === 0) return { state, changed };
  const fresh: ResearchContext = { ...research, files: unique(found.files) };
  const [old] = contextBlock(research);
  const blocks = state.blocks.flatMap((block) => (block === old ? contextBlock(fresh) : [block]));
  return { state: { ...state, research: fresh, blocks }, changed };
}

function unique(files: readonly SourceFile[]): readonly SourceFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
