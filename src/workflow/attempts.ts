import { attemptNumber } from './approach.ts';
import type { NodeName } from './events.ts';
import type { RunState } from './state.ts';

/** How often a node has begun, from 1. Counted from the state, so also after a resume. */
export function attemptOf(node: NodeName, state: RunState): number {
  if (node === 'test_generator') return state.tests === undefined ? 1 : 2;
  // The code at hand is tested once more when there are more tests.
  const retests = node === 'validator' && state.votes !== undefined ? 1 : 0;
  if (node === 'coder' || node === 'validator') return attemptNumber(state) + retests;
  const isLoop = node === 'debugger' || node === 'fixer';
  return isLoop ? 1 + (state.tried ?? []).filter(({ approach }) => approach === 'fix').length : 1;
}
