import { compiledLanguage } from '../agents/compiled/compiledLanguages.ts';
import type { Plan } from '../agents/types.ts';
import type { NodeScope } from './scope.ts';

const pathLimit = 300;

/** The plan with what the folder decides of it, where its language is compiled: package and the like. */
export async function withFolderStyle(plan: Plan, { ports, signal }: NodeScope): Promise<Plan> {
  const compiled = compiledLanguage(plan.language);
  if (!compiled) return plan;
  const known = await ports.context.paths(pathLimit, signal);
  const read = (path: string): Promise<string | undefined> => ports.context.read(path, signal);
  return { ...plan, ...(await compiled.styleOf(plan.codePath, { known, read })) };
}
