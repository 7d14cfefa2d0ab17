import type { JsonValue } from '../base/json.ts';
import type { ChatRequest, WireMessage } from './wire.ts';

/**
 * A request for the middle between two pieces of text as the body of Ollama's `POST /api/generate`,
 * whose template puts prompt and suffix into the model's own form (docs/api.md). Its reply comes in
 * the same lines as a chat's, with the text in `response`.
 */
export function toGenerate(request: ChatRequest): Readonly<Record<string, JsonValue>> {
  const { messages, suffix = '', model, options, keep_alive, think } = request;
  return {
    model,
    prompt: messages.map(({ content }) => content).join(''),
    suffix,
    stream: true,
    ...(options !== undefined && { options }),
    ...(keep_alive !== undefined && { keep_alive }),
    ...(think !== undefined && { think }),
  };
}

/** All that a request sends, for the trace. */
export function sentTexts({ messages, suffix }: ChatRequest): readonly WireMessage[] {
  return suffix === undefined ? messages : [...messages, { role: 'suffix', content: suffix }];
}
