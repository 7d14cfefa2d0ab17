import { planBlock } from '../../agents/blocks.ts';
import { planTask } from '../../agents/planner.ts';
import { userText } from '../../base/userText.ts';
import type { NodeWork } from '../scope.ts';

const pathLimit = 300;
const searchBudget = 300;

/** Plans the task over what the folder holds. */
export const plannerNode: NodeWork = async (state, { request, ports, signal, agent }) => {
  const [knownPaths, found] = await Promise.all([
    ports.context.paths(pathLimit, signal),
    ports.context.research(request.task, searchBudget, signal),
  ]);
  const plan = await planTask(
    {
      task: request.task,
      type: state.goal?.type ?? 'create',
      knownPaths,
      relevantPaths: [
        ...request.attachments.map((file) => file.path),
        ...found.files.map((file) => file.path),
      ],
    },
    agent,
  );
  return {
    update: { plan, blocks: [planBlock(plan)] },
    summary: userText('code in {0}', plan.codePath),
    result: { kind: 'plan', plan },
  };
};
