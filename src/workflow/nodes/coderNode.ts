import { codeBlock } from '../../agents/blocks.ts';
import { writeCode } from '../../agents/coder.ts';
import type { CodeDraft } from '../../agents/types.ts';
import { attemptNumber, blocksWith, lessonOf } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import { attemptBlock, codeSummary, planOf } from '../runParts.ts';
import { codeByUnits } from '../unitWork.ts';
import type { NodeWork } from '../scope.ts';

/**
 * Writes the code file, of a complex task unit by unit, each time without seeing an earlier version;
 * when only tests are wanted, the code stays as it is.
 */
export const coderNode: NodeWork = async (state, scope) => {
  const { agent, request } = scope;
  const plan = planOf(state);
  const { existing } = state;
  const attempt = attemptNumber(state);
  const keeps = state.goal?.type === 'test' && existing !== undefined;
  const prefix = prefixOf(blocksWith(state.blocks, undefined), request.promptTokens);
  const unseeing = { ...agent, prefix };
  const code: CodeDraft = keeps
    ? { code: existing, draft: '' }
    : ((await codeByUnits(state, scope, unseeing)) ??
      (await writeCode({ plan, existing, attempt, lesson: lessonOf(state) }, unseeing)));
  const block =
    code.code === undefined
      ? attemptBlock(code, plan.codePath, attempt)
      : codeBlock({ path: plan.codePath, content: code.code }, attempt, request);
  return {
    update: { code, origin: { approach: 'fresh' }, blocks: [block] },
    summary: codeSummary(code, plan),
  };
};
