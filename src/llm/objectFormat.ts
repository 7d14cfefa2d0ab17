import { z } from 'zod';
import type { JsonValue } from '../base/json.ts';

/** Keywords that Ollama's grammar (llama.cpp, json-schema-to-grammar) ignores or refuses. */
const dropped = new Set(['$schema', 'pattern', 'format', 'default', 'title', 'propertyNames']);

/** A zod schema as JSON schema for Ollama's `format`, cut down to what its grammar takes. */
export function toFormat(schema: z.ZodType): JsonValue {
  return trim(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }) as JsonValue);
}

function trim(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(trim);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>)
    .filter(([key, child]) => !dropped.has(key) && !isIntegerBound(key, child))
    .map(([key, child]) => [key, key === 'properties' ? trimEach(child) : trim(child)]);
  return Object.fromEntries(entries) as JsonValue;
}

/** Names of properties are not keywords. */
function trimEach(properties: JsonValue): JsonValue {
  const entries = Object.entries(properties as Readonly<Record<string, JsonValue>>);
  return Object.fromEntries(entries.map(([key, child]) => [key, trim(child)]));
}

/** zod gives every integer the bounds of JavaScript's, which makes a needlessly large grammar. */
function isIntegerBound(key: string, value: JsonValue): boolean {
  return (
    (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  );
}

/** What reading an object out of a reply gave. */
export type ParsedObject<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads the object of a reply: bare, in a code fence, or with words around it. */
export function parseObject<T>(text: string, schema: z.ZodType<T>): ParsedObject<T> {
  const value = readJson(text);
  if (value === undefined) return { ok: false, problem: 'It is not valid JSON.' };
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'object'}: ${issue.message}`);
  return { ok: false, problem: problems.join('; ') };
}

function readJson(text: string): unknown {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/.exec(text)?.[1];
  const first = text.indexOf('{');
  const braced = first >= 0 ? text.slice(first, text.lastIndexOf('}') + 1) : undefined;
  for (const candidate of [text, fenced, braced]) {
    if (candidate === undefined || candidate.trim() === '') continue;
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The next candidate may be readable; none is: undefined.
    }
  }
  return undefined;
}

/** The turn that shows the model what was wrong with its reply. English: it is for the model. */
export function repairTurn(problem: string, cut: boolean, example: JsonValue): string {
  const reason = cut ? 'It was cut off; be much shorter.' : problem;
  return `Your reply was not accepted. ${reason}\nReply again with one JSON object only, in this form:\n${JSON.stringify(example)}`;
}
