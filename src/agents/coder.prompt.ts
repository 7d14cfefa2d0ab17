import type { Language } from '../base/task.ts';
import { compiledLanguage } from './compiled/compiledLanguages.ts';
import type { CodeTask } from './coder.ts';
import type { EditBlock } from './editBlocks.ts';
import type { ModelRecord } from './modelRecord.ts';
import { isByParts } from './readCode.ts';
import { isCommonJs } from './symbols.ts';

/** What is known beside the task. */
export interface CoderNotes {
  /** Why the last answer did not do. */
  readonly problem?: string | undefined;
  /** Its blocks that did, when some did not. */
  readonly pending?: readonly EditBlock[] | undefined;
  readonly record?: ModelRecord | undefined;
}

/** Role instruction of the coder, and of the coder applying a debugger's instructions. */
export function coderPrompt(task: CodeTask, { problem, pending, record }: CoderNotes = {}): string {
  const { plan, fix, lesson } = task;
  const isCommon =
    plan.language === 'javascript' && (plan.isCommonJs || isCommonJs(task.existing ?? ''));
  // A fixer sees its last attempt, but what it writes goes into the file as it was.
  const givesBlocks = record?.blocks === true && !fix;
  const compiled = compiledLanguage(plan.language);
  // Of these languages no parts are put together: long files are changed by blocks.
  const part = compiled && fix ? 'whole' : givesBlocks || compiled ? 'blocks' : 'parts';
  const firstLine = compiled?.firstLine(plan);
  const form = isByParts(task.existing) ? part : 'whole';
  const name = plan.symbol ? ` It must ${compiled ? 'define' : 'export'} '${plan.symbol}'.` : '';
  return [
    fix
      ? `The code above fails its tests. Cause: ${fix.rootCause}\nWhat to change: ${fix.instructions}\nWrite the corrected code file.${name}`
      : task.existing
        ? `Change ${plan.codePath} as the task asks, and keep everything else it does.${name}`
        : `Write the code file for the task so that the tests pass.${name}`,
    ...(lesson && !fix ? [`An earlier attempt failed: ${lesson}\nWrite the file anew.`] : []),
    isCommon ? commonJsRule : ruleOf(plan.language),
    ...(firstLine ? [`The first line is: ${firstLine}`] : []),
    extents[form],
    'Answer in exactly this form and nothing else:',
    `FILE: ${plan.codePath}`,
    ...(form === 'blocks'
      ? ['<<<<<<< SEARCH', '(old lines)', '=======', '(new lines)', '>>>>>>> REPLACE']
      : [`\`\`\`${plan.language}`, placeholders[form], '```']),
    ...(problem ? [`Your last answer did not work: ${problem} ${askAgain(form, pending)}`] : []),
  ].join('\n');
}

/** How much of the file an answer holds. */
const extents = {
  whole:
    'Write the whole file. Never leave anything out and never write "rest of the code". No tests, no examples of use.',
  parts:
    'The file is long: write only the functions, methods or classes that you change or add, each one whole, from its first line to its last. Do not repeat the rest of the file. No tests, no examples of use.',
  blocks:
    'The file is long: write a search/replace block for each place that you change. Its old lines stand exactly as in the file, so many of them that they are found only once. No tests, no examples of use.',
} as const;
type Form = keyof typeof extents;
const placeholders = {
  whole: '(the whole file)',
  parts: '(each changed or new function or class, whole)',
} as const;

function askAgain(form: Form, pending: readonly EditBlock[] | undefined): string {
  if (pending || form === 'blocks') {
    const others = pending?.length ? ' The other blocks are good; do not repeat them.' : '';
    return `Answer with the corrected search/replace blocks.${others}`;
  }
  return form === 'parts' ? 'Answer with the whole function.' : 'Answer with the whole file.';
}

const commonJsRule =
  'Plain JavaScript in CommonJS: export with module.exports = { … }, load with require. No packages.';
/** What code of a language may be. */
export function ruleOf(language: Language): string {
  return compiledLanguage(language)?.rules ?? rules[language] ?? '';
}

const rules: Readonly<Partial<Record<Language, string>>> = {
  typescript:
    'Plain TypeScript with ES module exports and types that can be erased: no enums, no namespaces, no parameter properties. Import other files with their extension. No packages.',
  javascript:
    'Plain JavaScript with ES module exports. Import other files with their extension. No packages.',
  python: 'Plain Python 3 with the standard library only.',
};
