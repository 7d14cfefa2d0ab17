import { debugFailure } from '../../agents/debugger.ts';
import { userText } from '../../base/userText.ts';
import type { NodeWork } from '../scope.ts';

/** Explains why the last attempt failed; begins a round of the fixing loop. */
export const debuggerNode: NodeWork = async (state, { agent }) => {
  const validation = state.validation ?? {
    status: 'failed',
    tests: [],
    output: '',
    durationMs: 0,
  };
  const debug = await debugFailure(
    { validation, isMissingCode: state.code?.code === undefined },
    agent,
  );
  return {
    update: { debug, iteration: state.iteration + 1 },
    summary: userText('{0}', debug.rootCause),
  };
};
