import { contextBlock } from '../../agents/blocks.ts';
import { researchTask } from '../../agents/researcher.ts';
import { userText } from '../../base/userText.ts';
import type { NodeWork } from '../scope.ts';

/** Tokens of related material; more distracts a small model than it helps. */
export const researchBudget = 1_200;

/** Gathers related files and lessons. */
export const researcherNode: NodeWork = async (_state, { request, ports, signal }) => {
  const research = await researchTask(
    { task: request.task, budget: researchBudget },
    {
      research: (query, budget, during) => ports.context.research(query, budget, during),
      similar: (task, limit, during) => ports.memory.similar(task, limit, during),
    },
    signal,
  );
  const count = research.files.length;
  return {
    update: { research, blocks: contextBlock(research) },
    summary:
      count === 0
        ? userText('nothing related in the folder')
        : userText('related files: {0}', count),
  };
};
