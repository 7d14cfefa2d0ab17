import type { NodeName } from '../protocol/messages.ts';

/** The ten nodes in the order of the graph. */
export const nodeOrder: readonly NodeName[] = [
  'intent',
  'planner',
  'researcher',
  'test_generator',
  'coder',
  'validator',
  'debugger',
  'fixer',
  'reflection',
  'critic',
];

/** True for steps whose text is code: its lines are not wrapped. */
export function writesCode(node: NodeName): boolean {
  return node === 'test_generator' || node === 'coder' || node === 'fixer';
}
