import { deriveAbort } from '../base/abort.ts';
import { CaravanError } from '../base/errors.ts';
import { iterate } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import { AnswerCollector, type OnEvent } from './answerCollector.ts';
import { malformedAnswer, repeatingAnswer } from './answers.ts';
import { checkBudget, checkTruncation, estimateNeed, type Advice } from './contextBudget.ts';
import type { ContextProfiles } from './contextProfiles.ts';
import type {
  ChatMessage,
  Model,
  ModelAnswer,
  ModelEvent,
  ModelRequest,
  ObjectAnswer,
  ObjectRequest,
} from './model.ts';
import { ModelHolds } from './modelHolds.ts';
import type { ModelServer } from './modelServer.ts';
import { parseObject, repairTurn, toFormat } from './objectFormat.ts';
import { samplingOf, type TemperatureSetting } from './sampling.ts';

/** What the settings say about every call. */
export interface CallDefaults {
  readonly temperature: TemperatureSetting;
  /** Go duration with a unit. */
  readonly keepAlive: string;
}

/** What the model port needs to know about models. */
export interface ModelKnowledge {
  /** Name of the model to use. */
  choose(request: ModelRequest): Promise<string>;
  /** What every call of it has to respect; the same as long as the model is. */
  profile(model: string, signal: AbortSignal): Promise<ModelProfile>;
  /**
   * A reply of the model says that it runs on another machine.
   * @throws CaravanError `model-remote` unless the user has agreed to that; the next call asks.
   */
  foundRemote(model: string, remoteHost: string): void;
}

/** What a call has to know of its model. */
export interface ModelProfile {
  readonly name: string;
  /** May `think` be sent for it? */
  readonly canThink: boolean;
  /** As the server names it, e.g. `qwen3`. */
  readonly family?: string;
  /** Tokens the model was made for. */
  readonly contextLength?: number;
  /** The engine was started with a context of its own and takes no `num_ctx`. */
  readonly ownsContext?: boolean;
}

/** Repair turns after an object that does not fit. */
const repairLimit = 2;

/** The model port over a model server. */
export class ChatModel implements Model {
  readonly #server: ModelServer;
  readonly #knowledge: ModelKnowledge;
  readonly #defaults: () => CallDefaults;
  readonly #contexts: ContextProfiles;
  readonly #holds: ModelHolds;

  constructor(
    server: ModelServer,
    knowledge: ModelKnowledge,
    defaults: () => CallDefaults,
    contexts: ContextProfiles,
    holds = new ModelHolds(),
  ) {
    this.#holds = holds;
    this.#contexts = contexts;
    this.#server = server;
    this.#knowledge = knowledge;
    this.#defaults = defaults;
  }

  stream(request: ModelRequest): AsyncIterable<ModelEvent> {
    return iterate<ModelEvent>(request.signal, async (push, signal) => {
      await this.#run({ ...request, signal, isShown: true }, undefined, push);
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

  /** One answer; an empty one, or one of thinking only, is asked for once more. */
  async #run(
    request: ModelRequest,
    format: JsonValue | undefined,
    onEvent: OnEvent,
  ): Promise<ModelAnswer> {
    request.signal.throwIfAborted();
    const name = await this.#knowledge.choose(request);
    const model = await this.#knowledge.profile(name, request.signal);
    try {
      return await this.#ask(request, model, format, onEvent);
    } catch (error) {
      if (!(error instanceof CaravanError)) throw error;
      if (error.code !== 'answer-empty' && error.code !== 'answer-thinking-only') throw error;
      onEvent({ type: 'retry', attempt: 2, waitMs: 0, why: error.message });
      const again = { ...request, think: false, seed: (request.seed ?? 0) + 1 };
      return this.#ask(again, model, format, onEvent);
    }
  }

  async #ask(
    request: ModelRequest,
    model: ModelProfile,
    format: JsonValue | undefined,
    onEvent: OnEvent,
  ): Promise<ModelAnswer> {
    const defaults = this.#defaults();
    const { maxTokens, affinity, suffix } = request;
    const messages = weighed(request);
    const needed = estimateNeed(messages, maxTokens);
    const contextLength = await this.#contexts.lengthFor(model, needed, affinity, request.signal);
    const advice: Advice = (tokens) => this.#contexts.adviceFor(model, tokens, contextLength);
    checkBudget(messages, maxTokens, contextLength, advice);
    const abort = deriveAbort(request.signal);
    const collector = new AnswerCollector(onEvent, () => {
      abort.controller.abort(repeatingAnswer(model.name));
    });
    try {
      const reply = await this.#server.chat(
        {
          model: model.name,
          messages: request.messages,
          lane: request.lane,
          label: request.label,
          signal: abort.signal,
          options: optionsOf(request, model, defaults.temperature, contextLength),
          keepAlive: this.#holds.keepAlive(defaults.keepAlive, model.name, request.affinity),
          ...(format !== undefined && { format }),
          ...(suffix !== undefined && { suffix }),
          ...(model.canThink && { think: request.think ?? false }),
          ...(request.affinity !== undefined && { affinity: request.affinity }),
          ...(request.newestOf !== undefined && { newestOf: request.newestOf }),
        },
        {
          onPhase: (phase) => onEvent(phase),
          onChunks: collector.add,
          ...(request.isShown !== true && { onRestart: collector.restart }),
          onRemote: (remoteHost) => this.#knowledge.foundRemote(model.name, remoteHost),
        },
      );
      this.#holds.used(request.affinity, { model: model.name, host: reply.host, contextLength });
      const answer = collector.end(model.name, reply);
      checkTruncation(messages, reply.promptTokens, contextLength, advice);
      onEvent({ type: 'usage', usage: answer.usage });
      onEvent({ type: 'done', finish: answer.finish });
      return answer;
    } finally {
      abort.dispose();
    }
  }
}

/** All that a call sends to be read. */
function weighed({ messages, suffix }: ModelRequest): readonly ChatMessage[] {
  return suffix === undefined ? messages : [...messages, { role: 'user', content: suffix }];
}

function optionsOf(
  request: ModelRequest,
  model: ModelProfile,
  temperature: TemperatureSetting,
  contextLength: number,
): Record<string, JsonValue> {
  return {
    num_ctx: contextLength,
    ...samplingOf(
      model.family,
      model.canThink && request.think === true,
      temperature,
      request.temperature,
    ),
    // Ollama's default of 1.1 punishes code, which repeats itself by nature.
    repeat_penalty: 1.0,
    ...(request.maxTokens !== undefined && { num_predict: request.maxTokens }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...(request.stop && { stop: request.stop }),
  };
}
