import type { JsonValue } from '../base/json.ts';
import { iterate, type Flow } from '../base/iterate.ts';
import { emptyAnswer, malformedAnswer, thinkingOnlyAnswer } from './answers.ts';
import type {
  ChatMessage,
  Model,
  ModelAnswer,
  ModelEvent,
  ModelRequest,
  ObjectAnswer,
  ObjectRequest,
} from './model.ts';
import type { ModelServer, ServerReply } from './modelServer.ts';
import { parseObject, repairTurn, toFormat } from './objectFormat.ts';
import { ThinkParser } from './thinkParser.ts';

/** What the settings say about every call. */
export interface CallDefaults {
  /** `num_ctx`: the same for every call of a model, or the server loads it again. */
  readonly contextLength: number;
  readonly temperature: number;
  /** Go duration with a unit. */
  readonly keepAlive: string;
}

/** What the model port needs to know about models. */
export interface ModelKnowledge {
  /** Name of the model to use. */
  choose(request: ModelRequest): Promise<string>;
  /** May `think` be sent for it? */
  canThink(model: string, signal: AbortSignal): Promise<boolean>;
}

type OnEvent = (event: ModelEvent, flow?: Flow) => void;

/** Repair turns after an object that does not fit. */
const repairLimit = 2;

/** The model port over a model server. */
export class ChatModel implements Model {
  readonly #server: ModelServer;
  readonly #knowledge: ModelKnowledge;
  readonly #defaults: () => CallDefaults;

  constructor(server: ModelServer, knowledge: ModelKnowledge, defaults: () => CallDefaults) {
    this.#server = server;
    this.#knowledge = knowledge;
    this.#defaults = defaults;
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    return iterate<ModelEvent>(request.signal, async (push, signal) => {
      await this.#run({ ...request, signal }, undefined, push);
    });
  }

  generate(request: ModelRequest, onEvent?: (event: ModelEvent) => void): Promise<ModelAnswer> {
    return this.#run(request, undefined, (event) => onEvent?.(event));
  }

  async generateObject<T>(
    request: ObjectRequest<T>,
    onEvent?: (event: ModelEvent) => void,
  ): Promise<ObjectAnswer<T>> {
    const format = toFormat(request.schema);
    let messages: readonly ChatMessage[] = request.messages;
    for (let repairs = 0; ; repairs++) {
      const answer = await this.#run({ ...request, messages }, format, (event) => onEvent?.(event));
      const parsed = parseObject(answer.text, request.schema);
      if (parsed.ok) return { value: parsed.value, answer, repairs };
      if (repairs === repairLimit) throw malformedAnswer(answer.model, parsed.problem);
      messages = [
        ...request.messages,
        { role: 'assistant', content: answer.text },
        {
          role: 'user',
          content: repairTurn(parsed.problem, answer.finish === 'length', request.example),
        },
      ];
    }
  }

  async #run(
    request: ModelRequest,
    format: JsonValue | undefined,
    onEvent: OnEvent,
  ): Promise<ModelAnswer> {
    request.signal.throwIfAborted();
    const model = await this.#knowledge.choose(request);
    const canThink = await this.#knowledge.canThink(model, request.signal);
    const defaults = this.#defaults();
    const parser = new ThinkParser();
    let text = '';
    let thinking = '';
    const add = (piece: { text: string; thinking: string }, flow?: Flow): void => {
      if (piece.thinking !== '') {
        thinking += piece.thinking;
        onEvent({ type: 'thinking-delta', text: piece.thinking }, flow);
      }
      if (piece.text !== '') {
        text += piece.text;
        onEvent({ type: 'text-delta', text: piece.text }, flow);
      }
    };
    const reply = await this.#server.chat(
      {
        model,
        messages: request.messages,
        lane: request.lane,
        label: request.label,
        signal: request.signal,
        options: optionsOf(request, defaults),
        keepAlive: defaults.keepAlive,
        ...(format !== undefined && { format }),
        ...(canThink && { think: request.think ?? false }),
        ...(request.affinity !== undefined && { affinity: request.affinity }),
      },
      {
        onPhase: (phase) => onEvent(phase),
        onChunks: (chunks, flow) => {
          for (const chunk of chunks) {
            if (chunk.thinking !== '') add({ text: '', thinking: chunk.thinking }, flow);
            if (chunk.text !== '') add(parser.feed(chunk.text), flow);
          }
        },
      },
    );
    add(parser.end());
    const finish = reply.reason === 'length' ? 'length' : 'stop';
    if (text.trim() === '') {
      throw thinking.trim() === ''
        ? emptyAnswer(model)
        : thinkingOnlyAnswer(model, finish === 'length');
    }
    const usage = usageOf(reply);
    onEvent({ type: 'usage', usage });
    onEvent({ type: 'done', finish });
    return { text, thinking, finish, usage, model, host: reply.host };
  }
}

function optionsOf(request: ModelRequest, defaults: CallDefaults): Record<string, JsonValue> {
  return {
    num_ctx: defaults.contextLength,
    temperature: request.temperature ?? defaults.temperature,
    // Ollama's default of 1.1 punishes code, which repeats itself by nature.
    repeat_penalty: 1.0,
    ...(request.maxTokens !== undefined && { num_predict: request.maxTokens }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...(request.stop && { stop: request.stop }),
  };
}

function usageOf(reply: ServerReply): ModelAnswer['usage'] {
  const { promptTokens, replyTokens, loadMs, promptMs, replyMs, queuedMs, totalMs } = reply;
  return { promptTokens, replyTokens, loadMs, promptMs, replyMs, queuedMs, totalMs };
}
