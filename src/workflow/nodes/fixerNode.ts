import { codeBlock } from '../../agents/blocks.ts';
import { writeCode } from '../../agents/coder.ts';
import { failureReport } from '../../agents/debugger.ts';
import { attemptNumber, blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import { attemptBlock, codeSummary, planOf } from '../runParts.ts';
import type { NodeWork } from '../scope.ts';

/** The coder again: mends the best version by the debugger's instructions. */
export const fixerNode: NodeWork = async (state, { agent, request }) => {
  const plan = planOf(state);
  const attempt = attemptNumber(state);
  const { existing, best } = state;
  const debug = state.debug ?? (best && failureReport(best.validation));
  const code = await writeCode(
    { plan, existing, attempt, fix: debug },
    { ...agent, prefix: prefixOf(blocksWith(state.blocks, best?.attempt), request.promptTokens) },
  );
  const block =
    code.code === undefined
      ? attemptBlock(code, plan.codePath, attempt)
      : codeBlock({ path: plan.codePath, content: code.code }, attempt, request);
  return {
    update: {
      code,
      origin: { approach: 'fix', ...(best && { of: best.attempt }) },
      debug: undefined,
      blocks: [block],
    },
    summary: codeSummary(code, plan),
  };
};
