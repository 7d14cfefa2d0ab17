import { compiledLanguage } from '../agents/compiled/compiledLanguages.ts';
import type { SourceFile } from '../base/task.ts';
import { planOf } from './runParts.ts';
import type { NodeScope } from './scope.ts';
import type { RunState } from './state.ts';

/**
 * The file that has to name the code file, as it must be for that; none where no file has to, or one
 * does so already. It is read anew each time, so that it is as the folder has it.
 */
export async function namingFiles(
  state: RunState,
  { ports, request, signal }: NodeScope,
): Promise<readonly SourceFile[]> {
  const { codePath, language } = planOf(state);
  const naming = compiledLanguage(language)?.naming;
  for (const path of naming?.places(codePath) ?? []) {
    const before = await ports.context.read(path, signal);
    if (before === undefined) continue;
    const content = naming?.named(before, codePath) ?? before;
    // What a proposal that is still open made of it is not in the folder yet.
    const isProposed = request.previous?.some((file) => file.path === path) ?? false;
    return content === before && !isProposed ? [] : [{ path, content }];
  }
  return [];
}
