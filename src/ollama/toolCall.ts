import type { JsonValue } from '../base/json.ts';

/** A tool the model asks for, whole. */
export interface ToolCall {
  readonly type: 'tool-call';
  readonly name: string;
  /** As the server gave them; text where they are no JSON. */
  readonly arguments: JsonValue;
  /** Where the server gives one. */
  readonly id?: string;
}

/**
 * A call as `message.tool_calls` of Ollama's docs/api.md has it, which is also what the pieces of
 * OpenAI's are put together to; undefined for what names no tool.
 */
export function toToolCall(call: JsonValue): ToolCall | undefined {
  const { id, function: asked } = (call ?? {}) as {
    readonly id?: unknown;
    readonly function?: { readonly name?: unknown; readonly arguments?: JsonValue };
  };
  if (typeof asked?.name !== 'string' || asked.name === '') return undefined;
  return {
    type: 'tool-call',
    name: asked.name,
    arguments: asked.arguments ?? {},
    ...(typeof id === 'string' && id !== '' && { id }),
  };
}
