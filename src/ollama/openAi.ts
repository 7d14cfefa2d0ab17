import type { JsonValue } from '../base/json.ts';
import { AnswerReader, type ChatChunk, type ChatEnd } from './answerReader.ts';
import { parseObject } from './readers.ts';
import type { ChatRequest, TagEntry } from './wire.ts';

// OpenAI's chat completions, as vLLM, SGLang, llama.cpp's server, LM Studio, LiteLLM and Ollama's
// own /v1 speak them. `num_ctx` and `keep_alive` have no place there: such servers fix the context.

/** Which protocol a host speaks. */
export type HostKind = 'ollama' | 'openai';

/** A base URL that ends in `/v1` is OpenAI's by convention. */
export function kindOfPath(path: string): HostKind {
  return /\/v\d+$/.test(path) ? 'openai' : 'ollama';
}

/** An Ollama chat as the body of `POST /chat/completions`. */
export function toCompletion(request: ChatRequest): Readonly<Record<string, JsonValue>> {
  const { temperature, num_predict, seed, stop } = request.options ?? {};
  return {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature !== undefined && { temperature }),
    ...(num_predict !== undefined && { max_tokens: num_predict }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop }),
    ...(request.format !== undefined && { response_format: responseFormat(request.format) }),
    ...(request.tools !== undefined && { tools: request.tools }),
  };
}

function responseFormat(format: JsonValue): JsonValue {
  if (format === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: 'answer', schema: format, strict: true } };
}

/** The vectors of `POST /embeddings`, in the order of the texts; entries without one are left out. */
export function toVectors(reply: unknown): readonly (readonly number[])[] {
  const { data } = (reply ?? {}) as { readonly data?: unknown };
  const entries: readonly unknown[] = Array.isArray(data) ? data : [];
  return entries
    .filter(isEmbedding)
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .map(({ embedding }) => embedding);
}

function isEmbedding(
  entry: unknown,
): entry is { readonly index?: number; readonly embedding: readonly number[] } {
  return Array.isArray((entry as { readonly embedding?: unknown } | null)?.embedding);
}

/** The models of `GET /models`, as Ollama's lists give them. */
export function toTags(reply: unknown): readonly TagEntry[] {
  const { data } = reply as { data?: readonly { readonly id?: unknown }[] };
  const ids = (data ?? []).map(({ id }) => id).filter((id) => typeof id === 'string');
  return ids.map((id) => ({ name: id, model: id, digest: id }));
}

interface CallDelta {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

interface CompletionChunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: unknown;
      /** vLLM and SGLang; newer ones and Ollama: `reasoning`. */
      readonly reasoning_content?: unknown;
      readonly reasoning?: unknown;
      /** A call in pieces: the name comes once, the arguments as text bit by bit. */
      readonly tool_calls?: readonly CallDelta[] | null;
    };
    readonly finish_reason?: unknown;
  }[];
  readonly usage?: {
    readonly prompt_tokens?: unknown;
    readonly completion_tokens?: unknown;
  } | null;
}

/**
 * Reads server-sent events of a chat completion. The end is `[DONE]`, or the end of the body after
 * a `finish_reason`: some servers leave the mark out, and usage comes after the reason.
 */
export class CompletionReader extends AnswerReader {
  #reason: string | undefined;
  #promptTokens = 0;
  #replyTokens = 0;
  /** Tool calls as far as they have come, by their index. */
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();

  protected readLines(text: string, chunks: ChatChunk[]): void {
    for (const line of text.split('\n')) {
      if (this.ending) return;
      const data = /^data:\s?(.*?)\s*$/.exec(line)?.[1];
      if (data === '[DONE]') {
        this.#giveCalls(chunks);
        this.ending = this.#end(chunks.length);
      } else if (data !== undefined && data !== '') this.#chunk(data, chunks);
      // An error may come bare, outside of any event.
      else if (line.trimStart().startsWith('{')) parseObject(line, this.target);
    }
  }

  protected override close(): void {
    if (this.#reason !== undefined) this.ending ??= this.#end(0);
    super.close();
  }

  #chunk(data: string, chunks: ChatChunk[]): void {
    const { choices, usage } = parseObject(data, this.target) as CompletionChunk;
    const choice = choices?.[0];
    const text = stringOf(choice?.delta?.content);
    const thinking =
      stringOf(choice?.delta?.reasoning_content) || stringOf(choice?.delta?.reasoning);
    if (text !== '' || thinking !== '') chunks.push({ type: 'chunk', text, thinking });
    if (Array.isArray(choice?.delta?.tool_calls)) this.#addCalls(choice.delta.tool_calls);
    if (typeof choice?.finish_reason === 'string') {
      this.#reason = choice.finish_reason;
      this.#giveCalls(chunks);
    }
    this.#promptTokens = countOf(usage?.prompt_tokens) || this.#promptTokens;
    this.#replyTokens = countOf(usage?.completion_tokens) || this.#replyTokens;
  }

  #addCalls(deltas: readonly CallDelta[]): void {
    for (const { index = 0, id, function: piece } of deltas) {
      const call = this.#calls.get(index) ?? { id: '', name: '', arguments: '' };
      call.id ||= stringOf(id);
      call.name ||= stringOf(piece?.name);
      call.arguments += stringOf(piece?.arguments);
      this.#calls.set(index, call);
    }
    this.control?.progress();
  }

  /** Hands on the calls whole, in Ollama's form; arguments that are no JSON stay text. */
  #giveCalls(chunks: ChatChunk[]): void {
    if (this.#calls.size === 0) return;
    const toolCalls = [...this.#calls.values()].map(({ id, name, arguments: text }) => ({
      ...(id !== '' && { id }),
      function: { name, arguments: parsed(text) },
    }));
    this.#calls.clear();
    chunks.push({ type: 'chunk', text: '', thinking: '', toolCalls });
  }

  /** @param more pieces of this read, which are not counted yet. */
  #end(more: number): ChatEnd {
    return {
      reason: this.#reason ?? 'stop',
      promptTokens: this.#promptTokens,
      replyTokens: this.#replyTokens || this.tokens + more,
      loadMs: 0,
      promptMs: 0,
      replyMs: 0,
    };
  }
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text || '{}') as JsonValue;
  } catch {
    return text;
  }
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
