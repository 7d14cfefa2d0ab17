import type { CodeTask } from './coder.ts';

/** Role instruction of the coder, and of the coder applying a debugger's instructions. */
export function coderPrompt(task: CodeTask, problem?: string): string {
  const { plan, fix, lesson } = task;
  const name = plan.symbol ? ` It must export '${plan.symbol}'.` : '';
  return [
    fix
      ? `The code above fails its tests. Cause: ${fix.rootCause}\nWhat to change: ${fix.instructions}\nWrite the corrected code file.${name}`
      : task.existing
        ? `Change ${plan.codePath} as the task asks, and keep everything else it does.${name}`
        : `Write the code file for the task so that the tests pass.${name}`,
    ...(lesson && !fix ? [`An earlier attempt failed: ${lesson}\nWrite the file anew.`] : []),
    rules[plan.language],
    'Write the whole file. Never leave anything out and never write "rest of the code". No tests, no examples of use.',
    'Answer in exactly this form and nothing else:',
    `FILE: ${plan.codePath}`,
    `\`\`\`${plan.language}`,
    '(the whole file)',
    '```',
    ...(problem ? [`Your last answer did not work: ${problem} Answer with the whole file.`] : []),
  ].join('\n');
}

const rules = {
  typescript:
    'Plain TypeScript with ES module exports and types that can be erased: no enums, no namespaces, no parameter properties. Import other files with their extension. No packages.',
  javascript:
    'Plain JavaScript with ES module exports. Import other files with their extension. No packages.',
  python: 'Plain Python 3 with the standard library only.',
} as const;
