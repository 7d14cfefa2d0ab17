import { fenced } from './blocks.ts';
import { ruleOf } from './coder.prompt.ts';
import type { Plan } from './types.ts';

/** What is known when one part of a file is asked for. */
export interface UnitNotes {
  /** The name to be written. */
  readonly unit: string;
  /** What of the file is there; empty at first. */
  readonly written: string;
  /** Names that are asked for after this one. */
  readonly later: readonly string[];
  /** Why an earlier attempt at the whole file failed. */
  readonly lesson?: string | undefined;
  /** Why the last answer did not do. */
  readonly problem?: string | undefined;
}

/** Role instruction of the coder for one function or class of a new file. */
export function unitPrompt({ language, codePath }: Plan, notes: UnitNotes): string {
  const { unit, written, later, lesson, problem } = notes;
  return [
    `${codePath} is written part by part. Write only '${unit}' now, whole, with the helpers and imports that it alone needs.`,
    ...(written === ''
      ? []
      : [
          `This is in the file already, use it and do not repeat it:\n${fenced(written, language)}`,
        ]),
    ...(later.length > 0 ? [`These are written later: ${later.join(', ')}.`] : []),
    ...(lesson ? [`An earlier attempt failed: ${lesson}`] : []),
    ruleOf(language),
    'No tests, no examples of use. Answer in exactly this form and nothing else:',
    `FILE: ${codePath}`,
    `\`\`\`${language}\n(${unit}, whole)\n\`\`\``,
    ...(problem ? [`Your last answer did not work: ${problem} Answer with '${unit}', whole.`] : []),
  ].join('\n');
}
