import { attemptNumber } from './approach.ts';
import type { NodeName } from './events.ts';
import type { RunState } from './state.ts';

/** How often a node has begun, from 1. Counted from the state, so also after a resume. */
export function attemptOf(node: NodeName, state: RunState): number {
  const { first, tests, votes, tried = [] } = state;
  const round = first ? 2 : 1;
  switch (node) {
    case 'test_generator':
      return 2 * round - (tests === undefined ? 1 : 0);
    case 'coder':
      return attemptNumber(state);
    case 'validator': {
      // The code at hand is tested once more when there are more tests.
      const retests = [votes, first?.votes].filter((samples) => samples !== undefined).length;
      return attemptNumber(state) + retests;
    }
    case 'debugger':
    case 'fixer': {
      const fixes = tried.filter(({ approach }) => approach === 'fix').length;
      return 1 + (first?.fixes ?? 0) + fixes;
    }
    default:
      return round;
  }
}
