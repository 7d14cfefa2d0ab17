import { planBlock } from '../../agents/blocks.ts';
import { planTask, type PlannerInput } from '../../agents/planner.ts';
import { folderOf } from '../../agents/planPaths.ts';
import type { Plan } from '../../agents/types.ts';
import { userText } from '../../base/userText.ts';
import type { NodeScope, NodeWork } from '../scope.ts';
import type { RunState } from '../state.ts';

const pathLimit = 300;
const searchBudget = 300;

/** Plans the task over what the folder holds. */
export const plannerNode: NodeWork = async (state, scope) => {
  const { agent, request } = scope;
  const mode = state.goal?.mode;
  // A plan that waits for approval may still change: the approval tells the others of it.
  const waits = request.approvePlan === true && mode === 'code';
  // Who is to read the plan gets the model's own, also where the code is no better for it.
  const asking = waits || mode === 'plan' ? { ...agent, byRules: false } : agent;
  const planned = await planTask(await planInput(state, scope), asking);
  const style = await scope.ports.validator.testStyle?.(planned.language);
  const packageName = await goPackageOf(planned, scope);
  const plan = { ...planned, ...style, ...(packageName && { package: packageName }) };
  return {
    update: { plan, blocks: waits ? [] : [planBlock(plan)] },
    summary: userText('code in {0}', plan.codePath),
    result: { kind: 'plan', plan },
  };
};

/** The package of the folder that a Go file lies in, as the file or another one there says. */
async function goPackageOf(
  { language, codePath }: Plan,
  { ports, signal }: NodeScope,
): Promise<string | undefined> {
  if (language !== 'go') return undefined;
  const folder = folderOf(codePath);
  const beside = (await ports.context.paths(pathLimit, signal)).filter(
    (path) => path.endsWith('.go') && folderOf(path) === folder,
  );
  for (const path of [codePath, ...beside.slice(0, 5)]) {
    const code = await ports.context.read(path, signal);
    const [, name] = /^package\s+([A-Za-z_]\w*)/m.exec(code ?? '') ?? [];
    if (name !== undefined) return name.replace(/_test$/, '');
  }
  return packageName(folder);
}

/** A package where there is none yet goes by its folder. */
function packageName(folder: string): string {
  const name = folder.split('/').at(-2)?.toLowerCase().replace(/\W/g, '') ?? '';
  return /^[a-z]/.test(name) ? name : 'main';
}

/** What a plan is made of. */
export async function planInput(
  state: RunState,
  { request, ports, signal }: NodeScope,
): Promise<PlannerInput> {
  const [knownPaths, found] = await Promise.all([
    ports.context.paths(pathLimit, signal),
    ports.context.research(request.task, searchBudget, signal),
  ]);
  return {
    task: request.task,
    type: state.goal?.type ?? 'create',
    knownPaths,
    relevantPaths: [
      ...request.attachments.map((file) => file.path),
      ...(request.previous ?? []).map((file) => file.path),
      ...found.files.map((file) => file.path),
    ],
  };
}
