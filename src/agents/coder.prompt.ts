import type { CodeTask } from './coder.ts';
import type { EditBlock } from './editBlocks.ts';
import { isByParts } from './readCode.ts';
import { isCommonJs } from './symbols.ts';

/**
 * Role instruction of the coder, and of the coder applying a debugger's instructions. `problem`: why
 * the last answer did not do; `pending`: its blocks that did, when some did not.
 */
export function coderPrompt(
  task: CodeTask,
  problem?: string,
  pending?: readonly EditBlock[],
): string {
  const { plan, fix, lesson } = task;
  const isCommon =
    plan.language === 'javascript' && (plan.isCommonJs || isCommonJs(task.existing ?? ''));
  const byParts = isByParts(task.existing);
  const name = plan.symbol ? ` It must export '${plan.symbol}'.` : '';
  return [
    fix
      ? `The code above fails its tests. Cause: ${fix.rootCause}\nWhat to change: ${fix.instructions}\nWrite the corrected code file.${name}`
      : task.existing
        ? `Change ${plan.codePath} as the task asks, and keep everything else it does.${name}`
        : `Write the code file for the task so that the tests pass.${name}`,
    ...(lesson && !fix ? [`An earlier attempt failed: ${lesson}\nWrite the file anew.`] : []),
    isCommon ? commonJsRule : rules[plan.language],
    byParts ? partsRule : wholeRule,
    'Answer in exactly this form and nothing else:',
    `FILE: ${plan.codePath}`,
    `\`\`\`${plan.language}`,
    byParts ? '(each changed or new function or class, whole)' : '(the whole file)',
    '```',
    ...(problem ? [`Your last answer did not work: ${problem} ${askAgain(byParts, pending)}`] : []),
  ].join('\n');
}

const wholeRule =
  'Write the whole file. Never leave anything out and never write "rest of the code". No tests, no examples of use.';
const partsRule =
  'The file is long: write only the functions, methods or classes that you change or add, each one whole, from its first line to its last. Do not repeat the rest of the file. No tests, no examples of use.';

function askAgain(byParts: boolean, pending: readonly EditBlock[] | undefined): string {
  if (pending) {
    const others = pending.length > 0 ? ' The other blocks are good; do not repeat them.' : '';
    return `Answer with the corrected search/replace blocks.${others}`;
  }
  return byParts ? 'Answer with the whole function.' : 'Answer with the whole file.';
}

const commonJsRule =
  'Plain JavaScript in CommonJS: export with module.exports = { … }, load with require. No packages.';
const rules = {
  typescript:
    'Plain TypeScript with ES module exports and types that can be erased: no enums, no namespaces, no parameter properties. Import other files with their extension. No packages.',
  javascript:
    'Plain JavaScript with ES module exports. Import other files with their extension. No packages.',
  python: 'Plain Python 3 with the standard library only.',
} as const;
