import type { NodeName } from '../protocol/messages.ts';
import type { Translate } from './text.ts';

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

/** What a node does, as the list of steps says it. */
export function nodeLabel(t: Translate, node: NodeName): string {
  switch (node) {
    case 'intent':
      return t('Understand the task');
    case 'planner':
      return t('Plan the change');
    case 'researcher':
      return t('Gather context');
    case 'test_generator':
      return t('Write tests');
    case 'coder':
      return t('Write code');
    case 'validator':
      return t('Run tests');
    case 'debugger':
      return t('Find the cause');
    case 'fixer':
      return t('Fix the code');
    case 'reflection':
      return t('Look back');
    case 'critic':
      return t('Critique the result');
  }
}

/** True for steps whose text is code: its lines are not wrapped. */
export function writesCode(node: NodeName): boolean {
  return node === 'test_generator' || node === 'coder' || node === 'fixer';
}
