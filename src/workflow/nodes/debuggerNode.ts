import { debugFailure } from '../../agents/debugger.ts';
import { userText } from '../../base/userText.ts';
import { approachOf, blocksWith } from '../approach.ts';
import { prefixOf } from '../promptPrefix.ts';
import type { NodeWork } from '../scope.ts';

/**
 * Begins a round of the loop. What is to be fixed is explained, with the model's help; for a fresh
 * start the failure's own words are lesson enough.
 */
export const debuggerNode: NodeWork = async (state, { agent }) => {
  const { best, iteration } = state;
  const round = iteration + 1;
  const isFresh = approachOf(round, best) === 'fresh';
  const validation = (isFresh ? state.validation : best?.validation) ?? {
    status: 'failed',
    tests: [],
    output: '',
    durationMs: 0,
  };
  const debug = await debugFailure(
    { validation, isMissingCode: isFresh },
    { ...agent, prefix: prefixOf(blocksWith(state.blocks, best?.attempt)) },
  );
  return {
    update: { debug, iteration: round },
    summary: userText('{0}', debug.rootCause),
  };
};
