import { codeBlock } from '../../agents/blocks.ts';
import { writeCode } from '../../agents/coder.ts';
import { attemptBlock, codeSummary, planOf } from '../runParts.ts';
import { approachOf, blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeWork } from '../scope.ts';

/** The coder again: mends the best version by the debugger's instructions, or starts afresh. */
export const fixerNode: NodeWork = async (state, { agent }) => {
  const plan = planOf(state);
  const attempt = state.iteration + 1;
  const { existing, debug, best } = state;
  const isFix = approachOf(state.iteration, best) === 'fix';
  const code = await writeCode(
    { plan, existing, attempt, ...(isFix ? { fix: debug } : { lesson: debug?.rootCause }) },
    { ...agent, prefix: prefixOf(blocksWith(state.blocks, isFix ? best?.attempt : undefined)) },
  );
  const block =
    code.code === undefined
      ? attemptBlock(code, plan.codePath, attempt)
      : codeBlock({ path: plan.codePath, content: code.code }, attempt);
  return { update: { code, blocks: [block] }, summary: codeSummary(code, plan) };
};
