import type { EvalTask } from '../tasks.ts';
import { startOf } from '../tasks.ts';
import type { Dice } from './dice.ts';
import type { Profile } from './profiles.ts';

/** A version of the code file, with what it really is: the model does not know that. */
export interface WrittenCode {
  readonly code: string;
  readonly truth: string;
}

/** A fresh attempt. */
export function freshCode(task: EvalTask, profile: Profile, dice: Dice): WrittenCode {
  if (dice.chance(profile.right)) return { code: task.reference, truth: 'right' };
  return wrongCode(task, dice.weighted(profile.wrong), dice);
}

/** An answer to “correct this code”: the model sticks to what it is shown. */
export function fixedCode(
  task: EvalTask,
  attempt: string,
  profile: Profile,
  dice: Dice,
): WrittenCode {
  const isRight = attempt.trim() === task.reference.trim();
  const { fixes, same, worse } = profile.fix;
  const kind = dice.weighted({ fixes, same, worse, other: 1 - fixes - same - worse });
  switch (kind) {
    case 'fixes':
      return { code: task.reference, truth: isRight ? 'right' : 'fixed' };
    case 'same':
      return { code: `${attempt.trim()}\n`, truth: isRight ? 'right' : 'same' };
    case 'worse':
      return wrongCode(task, dice.pick(['syntax', 'raises', 'value'] as const), dice);
    case 'other':
      return wrongCode(task, 'value', dice, attempt);
  }
}

function wrongCode(
  task: EvalTask,
  kind: keyof Profile['wrong'],
  dice: Dice,
  unlike?: string,
): WrittenCode {
  const code = task.reference;
  const isPython = task.language === 'python';
  switch (kind) {
    case 'syntax':
      return { code: isPython ? withoutColon(code) : withoutBrace(code), truth: 'syntax' };
    case 'name':
      return {
        code: code.replace(
          new RegExp(`\\b${task.symbol}\\b`, 'g'),
          `${task.symbol}${isPython ? '_impl' : 'Impl'}`,
        ),
        truth: 'name',
      };
    case 'raises':
      return { code: withUnknownHelper(code, isPython), truth: 'raises' };
    case 'value': {
      const others = task.bugs.filter((bug) => bug.trim() !== unlike?.trim());
      const bug = dice.pick(others);
      return { code: bug, truth: `bug${task.bugs.indexOf(bug) + 1}` };
    }
  }
}

function withoutBrace(code: string): string {
  const at = code.lastIndexOf('}');
  return code.slice(0, at) + code.slice(at + 1);
}

function withoutColon(code: string): string {
  return code.replace(/^(\s*(?:async )?def .*):$/m, '$1');
}

/** A call of something that does not exist, as the first statement of the first function. */
function withUnknownHelper(code: string, isPython: boolean): string {
  const head = isPython
    ? /^( *)(?:async )?def .*:$/m
    : /^( *)(?!.*\b(?:if|for|while|switch)\b).*\).*\{$/m;
  const match = head.exec(code);
  if (!match) return code;
  const end = match.index + match[0].length;
  const call = isPython
    ? `\n${match[1] ?? ''}    validate_arguments()`
    : `\n${match[1] ?? ''}  validateArguments();`;
  return code.slice(0, end) + call + code.slice(end);
}

/** The lazy form of a changed file: a comment stands for its second half. */
export function elide(task: EvalTask, code: string): string | undefined {
  const lines = code.trimEnd().split('\n');
  if (startOf(task) === undefined || lines.length < 8) return undefined;
  const mark = task.language === 'python' ? '#' : '//';
  return [
    ...lines.slice(0, Math.ceil(lines.length / 2)),
    `${mark} ... rest of the code unchanged`,
  ].join('\n');
}
