import { codeBlock } from '../../agents/blocks.ts';
import { writeCode } from '../../agents/coder.ts';
import type { CodeDraft } from '../../agents/types.ts';
import { attemptBlock, codeSummary, planOf } from '../runParts.ts';
import type { NodeWork } from '../scope.ts';

/** Writes the code file; when only tests are wanted, the code stays as it is. */
export const coderNode: NodeWork = async (state, { agent }) => {
  const plan = planOf(state);
  const { existing } = state;
  const keeps = state.goal?.type === 'test' && existing !== undefined;
  const code: CodeDraft = keeps
    ? { code: existing, draft: '' }
    : await writeCode({ plan, existing, attempt: 1 }, agent);
  const block =
    code.code === undefined
      ? attemptBlock(code, plan.codePath, 1)
      : codeBlock({ path: plan.codePath, content: code.code }, 1);
  return { update: { code, blocks: [block] }, summary: codeSummary(code, plan) };
};
