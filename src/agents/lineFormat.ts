import type { z } from 'zod';
import type { JsonValue } from '../base/json.ts';
import { parseObject, toFormat } from '../llm/objectFormat.ts';

/** One key of a small flat object. */
interface Field {
  readonly key: string;
  readonly type: string | undefined;
  /** Values it may have; empty where it is free. */
  readonly choices: readonly string[];
}

/**
 * How an object is asked for from a model that does not keep to JSON: one line for each key. Takes
 * schemas of strings, numbers, enums and lists of strings.
 */
export function linesPrompt(schema: z.ZodType, example: JsonValue): string {
  const values = example as Readonly<Record<string, JsonValue>>;
  return [
    'Answer with exactly these lines and nothing else, with your own words in place of the brackets:',
    ...fieldsOf(schema).map((field) => `${field.key}: (${hintOf(field, values[field.key] ?? '')})`),
  ].join('\n');
}

/**
 * Reads such an answer; JSON is taken, too. Words that are missing are empty; undefined when a number
 * or a choice is, so that rules decide.
 */
export function readLines<T>(text: string, schema: z.ZodType<T>): T | undefined {
  const object = parseObject(text, schema);
  if (object.ok) return object.value;
  const fields = fieldsOf(schema);
  const said = linesOf(text, fields);
  if (said.size === 0) return undefined;
  const values = fields.map((field) => [field.key, valueOf(field, said.get(field.key) ?? [])]);
  const result = schema.safeParse(Object.fromEntries(values));
  return result.success ? result.data : undefined;
}

function fieldsOf(schema: z.ZodType): readonly Field[] {
  const { properties = {} } = toFormat(schema) as {
    readonly properties?: Readonly<Record<string, { type?: string; enum?: readonly string[] }>>;
  };
  return Object.entries(properties).map(([key, { type, enum: choices = [] }]) => ({
    key,
    type,
    choices,
  }));
}

function hintOf({ choices }: Field, value: JsonValue): string {
  if (choices.length > 0) return `one of: ${choices.join(', ')}`;
  if (typeof value === 'number') return `a number, for example ${value}`;
  const words = Array.isArray(value) ? value : [value];
  return words.filter((word) => typeof word === 'string').join('; ');
}

const keyLine = /^[\s>#*_`"'{\-\d.)]*([A-Za-z]\w*)[\s*_`"']*[:=](.*)$/;

/** The lines said of each key, from its own to the next key's; the first mention of a key counts. */
function linesOf(text: string, fields: readonly Field[]): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  let open: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest = ''] = keyLine.exec(line) ?? [];
    const field = fields.find(({ key }) => key.toLowerCase() === name?.toLowerCase());
    if (!field) open?.push(line);
    else if (said.has(field.key)) open = undefined;
    else said.set(field.key, (open = [rest]));
  }
  return said;
}

function valueOf({ type, choices }: Field, lines: readonly string[]): JsonValue | undefined {
  const [first = ''] = lines;
  if (choices.length > 0) return chosen(first, choices);
  switch (type) {
    case 'number':
      return numberIn(first);
    case 'array':
      return lines
        .flatMap((line) => line.split(';'))
        .map(cleaned)
        .filter((item) => item !== '');
    default:
      return cleaned(first);
  }
}

/** The choice that stands first in a line. */
function chosen(line: string, choices: readonly string[]): string | undefined {
  const words = line.toLowerCase().match(/[a-z]+/g) ?? [];
  return words
    .map((word) => choices.find((choice) => choice.toLowerCase() === word))
    .find((choice) => choice !== undefined);
}

function numberIn(line: string): number | undefined {
  const [, digits, percent] = /(-?\d+(?:\.\d+)?)\s*(%)?/.exec(line) ?? [];
  return digits === undefined ? undefined : Number(digits) / (percent ? 100 : 1);
}

/** Without bullets, and the quotes or brackets around it. */
function cleaned(text: string): string {
  const plain = text.trim().replace(/^(?:[-*•]|\d+[.)])\s+/, '');
  return plain.replace(/^[\s*_`"'(]+|[\s*_`"')]+$/g, '');
}
