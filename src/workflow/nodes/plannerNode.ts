import { planBlock } from '../../agents/blocks.ts';
import { planTask, type PlannerInput } from '../../agents/planner.ts';
import { userText } from '../../base/userText.ts';
import { withFolderStyle } from '../folderStyle.ts';
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
  const plan = await withFolderStyle({ ...planned, ...style }, scope);
  return {
    update: { plan, blocks: waits ? [] : [planBlock(plan)] },
    summary: userText('code in {0}', plan.codePath),
    result: { kind: 'plan', plan },
  };
};

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
