import { fixPrompt, testFile, wholeFilePrompt } from '../../../src/agents/selfTest.prompt.ts';
import type { EvalTask } from '../tasks.ts';

const common = {
  language: 'javascript',
  kind: 'create',
  gives: 'words',
  start: [],
  hidden: [],
} as const;

/** The two small functions of the self-test, which every model knows. */
export const selfTestTasks: readonly EvalTask[] = [
  {
    ...common,
    id: 'self-test-double',
    path: 'double.js',
    symbol: 'double',
    text: wholeFilePrompt.split('\n')[0] ?? '',
    reference: 'export function double(value) {\n  return value * 2;\n}\n',
    bugs: ['export function double(value) {\n  return value * 3;\n}\n'],
  },
  {
    ...common,
    id: 'self-test-last',
    path: testFile.path,
    symbol: 'last',
    text: /last\(.* gives? 3/.exec(fixPrompt)?.[0] ?? '',
    reference: testFile.content.replace('items.length', 'items.length - 1'),
    bugs: [testFile.content, testFile.content.replace('items.length', '0')],
  },
];
