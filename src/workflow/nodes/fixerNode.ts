import { codeBlock } from '../../agents/blocks.ts';
import { writeCode } from '../../agents/coder.ts';
import { attemptBlock, codeSummary, planOf } from '../runParts.ts';
import type { NodeWork } from '../scope.ts';

/** The coder again, with the debugger's instructions. */
export const fixerNode: NodeWork = async (state, { agent }) => {
  const plan = planOf(state);
  const attempt = state.iteration + 1;
  const { existing, debug } = state;
  const code = await writeCode({ plan, existing, fix: debug, attempt }, agent);
  const block =
    code.code === undefined
      ? attemptBlock(code, plan.codePath, attempt)
      : codeBlock({ path: plan.codePath, content: code.code }, attempt);
  return { update: { code, blocks: [block] }, summary: codeSummary(code, plan) };
};
