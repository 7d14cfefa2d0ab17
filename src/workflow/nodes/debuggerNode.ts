import { debugFailure } from '../../agents/debugger.ts';
import { userText } from '../../base/userText.ts';
import { blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeWork } from '../scope.ts';

/** Explains why the best version fails, with the model's help. */
export const debuggerNode: NodeWork = async (state, { agent, request }) => {
  const { best } = state;
  const validation = best?.validation ?? {
    status: 'failed',
    tests: [],
    output: '',
    durationMs: 0,
  };
  const debug = await debugFailure(
    { validation, isMissingCode: !best?.isUsable },
    { ...agent, prefix: prefixOf(blocksWith(state.blocks, best?.attempt), request.promptTokens) },
  );
  return { update: { debug }, summary: userText('{0}', debug.rootCause) };
};
