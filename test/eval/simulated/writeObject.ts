import type { Dice } from './dice.ts';
import type { Profile } from './profiles.ts';
import type { Understood } from './readPrompt.ts';

/** A JSON answer, with what was wrong with it. */
export interface WrittenObject {
  readonly text: string;
  readonly noise: readonly string[];
  readonly cut: boolean;
}

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
}

/** Fills the object that is asked for, as well as such a model can. */
export function writeObject(
  format: unknown,
  understood: Understood,
  profile: Profile,
  dice: Dice,
): WrittenObject {
  const { json } = profile;
  const lines = linesIn(understood.instruction);
  if (lines !== undefined) {
    const value = fill(lines, understood, profile, dice);
    const said = Object.entries(value).map(([key, part]) => `${key}: ${textOf(part)}`);
    return dice.chance(json.freeValid)
      ? { text: said.join('\n'), noise: [], cut: false }
      : { text: 'Sure, here is what I think about it.', noise: ['no-lines'], cut: false };
  }
  const isHeld = typeof format === 'object' && format !== null;
  const example = exampleIn(understood.instruction);
  const properties =
    (isHeld && (format as { properties?: Record<string, Property> }).properties) || {};
  const value =
    example !== undefined && dice.chance(json.placeholder)
      ? example
      : Object.keys(properties).length > 0
        ? fill(properties, understood, profile, dice)
        : (example ?? {});
  const text = JSON.stringify(value);
  if (!dice.chance(isHeld ? json.schemaValid : json.freeValid)) {
    return isHeld
      ? { text: text.slice(0, Math.ceil(text.length * 0.7)), noise: ['cut-json'], cut: true }
      : { text: 'Sure, here is what I think about it.', noise: ['no-json'], cut: false };
  }
  const hasTail = dice.chance(json.whiteSpaceTail);
  return {
    text: hasTail ? `${text}${'\n'.repeat(22)}` : text,
    noise: [...(value === example ? ['placeholder'] : []), ...(hasTail ? ['white-space'] : [])],
    cut: false,
  };
}

function fill(
  properties: Readonly<Record<string, Property>>,
  understood: Understood,
  profile: Profile,
  dice: Dice,
): Record<string, unknown> {
  const isGood =
    understood.attempt !== undefined &&
    understood.attempt.trim() === understood.task?.reference.trim();
  const approves = isGood ? dice.chance(0.85) : dice.chance(profile.criticApprovesBad);
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [
      key,
      valueOf(key, property, understood, profile, approves, dice),
    ]),
  );
}

function valueOf(
  key: string,
  property: Property,
  understood: Understood,
  profile: Profile,
  approves: boolean,
  dice: Dice,
): unknown {
  if (property.enum) return choose(property.enum, understood, profile, dice);
  switch (property.type) {
    case 'number':
    case 'integer':
      if (dice.chance(profile.json.outOfRange)) return dice.pick([1.32, 8, 95, 480]);
      return property.type === 'integer' ? 1 : Math.round((approves ? 0.9 : 0.35) * 100) / 100;
    case 'boolean':
      return approves;
    case 'array':
      return dice.chance(profile.json.emptyList)
        ? []
        : ['Read what the task asks', 'Write the code', 'Check the examples'];
    default:
      return words(key, understood, approves, dice);
  }
}

function choose(
  values: readonly string[],
  { task }: Understood,
  { json }: Profile,
  dice: Dice,
): string {
  const first = values[0] ?? '';
  const kind = task && { create: 'create', modify: 'modify', fix: 'debug' }[task.kind];
  if (kind !== undefined && values.includes(kind)) {
    return dice.chance(json.intentRight) ? kind : first;
  }
  if (task && values.includes(task.language)) {
    return dice.chance(1 - json.firstEnum / 4) ? task.language : first;
  }
  return dice.chance(json.firstEnum) ? first : dice.pick(values);
}

function words(key: string, { task }: Understood, approves: boolean, dice: Dice): string {
  if (/path|file/i.test(key)) {
    return task !== undefined && dice.chance(0.85) ? task.path : 'src/index.ts';
  }
  if (/name|symbol/i.test(key)) return task?.symbol ?? 'main';
  if (/issue|problem/i.test(key)) return approves ? 'none' : 'An edge case is not handled.';
  if (/about|summary|approach/i.test(key)) return `The task is about ${task?.symbol ?? 'code'}.`;
  return 'Check the conditions and the edge cases of the function.';
}

/** The filled example an instruction shows, the last line that is an object. */
function exampleIn(instruction: string): unknown {
  for (const line of instruction.split('\n').reverse()) {
    if (!line.startsWith('{')) continue;
    try {
      return JSON.parse(line);
    } catch {
      // Not an example but a line of code that begins with a brace.
    }
  }
  return undefined;
}

/** The keys an instruction wants a line of each for, with what it says of their values. */
function linesIn(instruction: string): Readonly<Record<string, Property>> | undefined {
  const asked = instruction.split('exactly these lines')[1];
  if (asked === undefined) return undefined;
  const properties = [...asked.matchAll(/^(\w+): \((.*)\)$/gm)].map(([, key = '', hint = '']) => {
    const choices = /^one of: (.*)$/.exec(hint)?.[1]?.split(', ');
    const type = hint.startsWith('a number') ? 'number' : hint.includes('; ') ? 'array' : 'string';
    return [key, choices ? { enum: choices } : { type }] as const;
  });
  return Object.fromEntries(properties);
}

function textOf(part: unknown): string {
  return Array.isArray(part) ? part.join('; ') : String(part);
}
