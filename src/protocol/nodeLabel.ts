import type { NodeName } from './messages.ts';

/** What a node does, as lists of steps say it. @param t gives a sentence in the reader's language. */
export function nodeLabel(t: (message: string) => string, node: NodeName): string {
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
