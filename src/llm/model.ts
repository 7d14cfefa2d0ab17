import type { z } from 'zod';
import type { JsonValue } from '../base/json.ts';
import type { Complexity } from './modelRouter.ts';

/** How urgent a call is. Interactive work goes before agents, agents before background work. */
export type Lane = 'interactive' | 'agent' | 'background';

/** One turn of a chat, in Ollama's and OpenAI's shared shape. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

/** What a model call is busy with, in the order it usually happens. */
export type ModelPhase =
  'queued' | 'connecting' | 'loading' | 'prompt' | 'thinking' | 'writing' | 'retrying';

/** Figures of one answer. Durations are milliseconds, as the server reports them. */
export interface ModelUsage {
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly loadMs: number;
  readonly promptMs: number;
  readonly replyMs: number;
  /** Time spent waiting for a permit, measured here. */
  readonly queuedMs: number;
  /** Wall-clock time from the permit to the last byte, measured here. */
  readonly totalMs: number;
}

/**
 * What happens during a call: plain JSON, delivered in order. There is no event for tool calls, as
 * no request offers tools: the graph decides which tool runs when, so models need not be able to.
 * A server makes tool calls of an answer only where tools were offered.
 */
export type ModelEvent =
  | { readonly type: 'queued'; /** 1 = next. */ readonly position: number }
  | { readonly type: 'connecting'; readonly host: string }
  | { readonly type: 'loading'; readonly model: string }
  | { readonly type: 'prompt' }
  | {
      readonly type: 'retry';
      readonly attempt: number;
      readonly waitMs: number;
      readonly why: string;
    }
  | { readonly type: 'thinking-delta'; readonly text: string }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'usage'; readonly usage: ModelUsage }
  | { readonly type: 'done'; readonly finish: FinishReason };

/** `stop`: the model ended by itself; `length`: cut at the reply limit. */
export type FinishReason = 'stop' | 'length';

/** One call. Whoever calls names themself in `label`, so that the trace can tell calls apart. */
export interface ModelRequest {
  readonly messages: readonly ChatMessage[];
  readonly label: string;
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** Model name; left out: the model of the role in the settings, else the default. */
  readonly model?: string;
  /** For whom the model is chosen, e.g. `coder`; the label when left out. */
  readonly role?: string;
  /** Default `high`. */
  readonly complexity?: Complexity;
  /** Tokens the reply may have (`num_predict`). */
  readonly maxTokens?: number;
  /** At least this; the setting, or what suits the model, may be higher. */
  readonly temperature?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  /**
   * Text that follows, not empty: the answer is what belongs between the messages (one, as it
   * stands) and it. Only for models that list `insert`, on hosts of Ollama; not for objects.
   */
  readonly suffix?: string;
  /** Ask for thinking (or not); left out = not asked for. */
  readonly think?: boolean;
  /**
   * The text is shown as it comes and stays where it is: an answer that breaks off is an error then.
   * Left out, it is asked for once more, after a `retry` event; what came before is a draft.
   */
  readonly isShown?: boolean;
  /** Keeps the calls of one run or chat on one host, for its prompt cache. */
  readonly affinity?: string;
  /** A newer waiting call with the same key drops the older ones (they reject `cancelled`). */
  readonly newestOf?: string;
}

/** A whole answer, and who gave it. */
export interface ModelAnswer {
  readonly text: string;
  /** What the model thought, never part of `text`. Empty when it did not. */
  readonly thinking: string;
  readonly finish: FinishReason;
  readonly usage: ModelUsage;
  readonly model: string;
  readonly host: string;
}

/** A request whose answer must fit a schema. */
export interface ObjectRequest<T> extends ModelRequest {
  /** Flat object of at most six required keys; see design notes on small models. */
  readonly schema: z.ZodType<T>;
  /** A filled example, shown in the prompt when a reply has to be repaired. */
  readonly example: JsonValue;
}

/** A value, and the answer it was read from. */
export interface ObjectAnswer<T> {
  readonly value: T;
  readonly answer: ModelAnswer;
  /** Repair turns that were needed: 0, 1 or 2. */
  readonly repairs: number;
}

/**
 * What agents see of a language model. Every method rejects with a `CaravanError`, or with the
 * signal's reason when it aborts; abandoning the iterator of `stream` closes the connection.
 */
export interface Model {
  /** The answer as it comes. The last event is always `done`; anything else is an error. */
  stream(request: ModelRequest): AsyncIterable<ModelEvent>;
  /** The whole answer; `onEvent` sees it coming. */
  generate(request: ModelRequest, onEvent?: (event: ModelEvent) => void): Promise<ModelAnswer>;
  /**
   * An answer that satisfies the schema, repaired at most twice.
   * @throws CaravanError `answer-malformed` when it still does not.
   */
  generateObject<T>(
    request: ObjectRequest<T>,
    onEvent?: (event: ModelEvent) => void,
  ): Promise<ObjectAnswer<T>>;
}
