import { CaravanError } from '../../src/base/errors.ts';
import type { JsonValue } from '../../src/base/json.ts';
import { raceAbort } from '../../src/base/abort.ts';
import { userText } from '../../src/base/userText.ts';
import type {
  FinishReason,
  Model,
  ModelAnswer,
  ModelEvent,
  ModelRequest,
  ModelUsage,
  ObjectAnswer,
  ObjectRequest,
} from '../../src/llm/model.ts';

/** One scripted answer. A plain string is `{ text }`, an error is `{ error }`. */
export interface ScriptedAnswer {
  readonly text?: string;
  readonly thinking?: string;
  /** Sent as JSON text; for `generateObject`. */
  readonly object?: JsonValue;
  readonly finish?: FinishReason;
  /** Thrown after `text` has been streamed (at once when there is none). */
  readonly error?: Error;
  /** Emitted before anything else, e.g. `loading`. */
  readonly events?: readonly ModelEvent[];
  /** Waited for before the text is written; the signal interrupts it. */
  readonly hold?: Promise<unknown>;
  readonly usage?: Partial<ModelUsage>;
}

export type ScriptedReply = string | Error | ScriptedAnswer;

export type ReplyFunction = (
  request: ModelRequest,
  index: number,
) => ScriptedReply | Promise<ScriptedReply>;

/** A value (for every call), a list (one per call) or a function of the call. */
export type ModelScript = ScriptedReply | readonly ScriptedReply[] | ReplyFunction;

/** A call as the model saw it. */
export interface ScriptedCall {
  readonly method: 'stream' | 'generate' | 'generateObject';
  readonly request: ModelRequest;
}

/**
 * The model port without a server: answers by the label of the call, from `scripts[label]` or
 * `scripts['*']`; one script for all labels may be given alone, as a function.
 */
export class ScriptedModel implements Model {
  readonly calls: ScriptedCall[] = [];
  /** Streams begun and not yet ended; 0 when nothing leaks. */
  active = 0;
  readonly #scripts: Readonly<Record<string, ModelScript>>;
  readonly #used = new Map<string, number>();

  constructor(scripts: Readonly<Record<string, ModelScript>> | ReplyFunction) {
    this.#scripts = typeof scripts === 'function' ? { '*': scripts } : scripts;
  }

  /** Requests of one label, in order. */
  requests(label: string): readonly ModelRequest[] {
    return this.calls.map((call) => call.request).filter((request) => request.label === label);
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    this.calls.push({ method: 'stream', request });
    return this.#play(request);
  }

  async generate(
    request: ModelRequest,
    onEvent?: (event: ModelEvent) => void,
  ): Promise<ModelAnswer> {
    this.calls.push({ method: 'generate', request });
    return this.#collect(request, onEvent);
  }

  async generateObject<T>(
    request: ObjectRequest<T>,
    onEvent?: (event: ModelEvent) => void,
  ): Promise<ObjectAnswer<T>> {
    this.calls.push({ method: 'generateObject', request });
    let problem = '';
    for (let repairs = 0; repairs <= 2; repairs++) {
      const answer = await this.#collect(request, onEvent);
      try {
        const result = request.schema.safeParse(JSON.parse(answer.text));
        if (result.success) return { value: result.data, answer, repairs };
        problem = result.error.message;
      } catch (error) {
        problem = String(error);
      }
    }
    throw new CaravanError('answer-malformed', {
      text: userText('The model did not keep the format: {0}', problem),
    });
  }

  async #collect(
    request: ModelRequest,
    onEvent?: (event: ModelEvent) => void,
  ): Promise<ModelAnswer> {
    let text = '';
    let thinking = '';
    let finish: FinishReason = 'stop';
    let usage = noUsage;
    for await (const event of this.#play(request)) {
      if (event.type === 'text-delta') text += event.text;
      if (event.type === 'thinking-delta') thinking += event.text;
      if (event.type === 'usage') usage = event.usage;
      if (event.type === 'done') finish = event.finish;
      onEvent?.(event);
    }
    const model = request.model ?? 'scripted';
    return { text, thinking, finish, usage, model, host: 'scripted' };
  }

  async *#play(request: ModelRequest): AsyncGenerator<ModelEvent> {
    this.active++;
    try {
      request.signal.throwIfAborted();
      const answer = await raceAbort(this.#next(request), request.signal);
      yield { type: 'connecting', host: 'scripted' };
      yield* answer.events ?? [];
      yield { type: 'prompt' };
      if (answer.hold) await raceAbort(answer.hold, request.signal);
      const text =
        answer.object === undefined ? (answer.text ?? '') : JSON.stringify(answer.object);
      for (const part of words(answer.thinking ?? '')) {
        request.signal.throwIfAborted();
        yield { type: 'thinking-delta', text: part };
      }
      for (const part of words(text)) {
        request.signal.throwIfAborted();
        yield { type: 'text-delta', text: part };
      }
      request.signal.throwIfAborted();
      if (answer.error) throw answer.error;
      yield { type: 'usage', usage: usageOf(request, text, answer.usage) };
      yield { type: 'done', finish: answer.finish ?? 'stop' };
    } finally {
      this.active--;
    }
  }

  async #next(request: ModelRequest): Promise<ScriptedAnswer> {
    const key = request.label in this.#scripts ? request.label : '*';
    const script = this.#scripts[key];
    const index = this.#used.get(key) ?? 0;
    this.#used.set(key, index + 1);
    const reply = await pick(script, request, index);
    if (reply === undefined) {
      throw new Error(`No scripted answer for call ${index + 1} of '${request.label}'`);
    }
    if (typeof reply === 'string') return { text: reply };
    return reply instanceof Error ? { error: reply } : reply;
  }
}

async function pick(
  script: ModelScript | undefined,
  request: ModelRequest,
  index: number,
): Promise<ScriptedReply | undefined> {
  if (typeof script === 'function') return script(request, index);
  if (isList(script)) return script[index];
  return script;
}

function isList(script: ModelScript | undefined): script is readonly ScriptedReply[] {
  return Array.isArray(script);
}

/** Splits after white space, as tokens roughly come; joining the parts gives the text again. */
function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*|\s+/g) ?? [];
}

const noUsage: ModelUsage = {
  promptTokens: 0,
  replyTokens: 0,
  loadMs: 0,
  promptMs: 0,
  replyMs: 0,
  queuedMs: 0,
  totalMs: 0,
};

function usageOf(
  request: ModelRequest,
  text: string,
  given: Partial<ModelUsage> | undefined,
): ModelUsage {
  const prompt = request.messages.map((message) => message.content).join(' ');
  return {
    ...noUsage,
    promptTokens: words(prompt).length,
    replyTokens: words(text).length,
    ...given,
  };
}
