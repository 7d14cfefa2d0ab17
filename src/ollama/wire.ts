import type { JsonValue } from '../base/json.ts';

// Ollama's wire types, as its docs/api.md and api/types.go give them. Only what Caravan uses.

/** One turn in a body of `POST /api/chat`. */
export interface WireMessage {
  readonly role: string;
  readonly content: string;
}

/** Body of `POST /api/chat`. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  /** `json` or a JSON schema. */
  readonly format?: JsonValue;
  readonly think?: boolean | 'low' | 'medium' | 'high';
  /** Seconds, or a Go duration with a unit; a bare number in a string is refused by the server. */
  readonly keep_alive?: string | number;
  readonly options?: Readonly<Record<string, JsonValue>>;
  readonly tools?: JsonValue;
  /**
   * Text that follows: what stands between the messages and it is asked for, by
   * `POST /api/generate`, which only models with the capability `insert` answer.
   */
  readonly suffix?: string;
}

/** One line of a streamed chat. */
export interface ChatLine {
  readonly model?: string;
  readonly message?: {
    readonly role?: string;
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly JsonValue[];
  };
  /** Of `POST /api/generate`, in place of a message. */
  readonly response?: string;
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly error?: string;
  /** Where the model runs, when not on this server. */
  readonly remote_host?: string;
  /** Durations are nanoseconds. */
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_count?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_count?: number;
  readonly eval_duration?: number;
}

/** `GET /api/version`. */
export interface VersionReply {
  readonly version: string;
}

/** An entry of `GET /api/tags` and `GET /api/ps`. */
export interface TagEntry {
  readonly name: string;
  readonly model?: string;
  readonly digest?: string;
  readonly size?: number;
  readonly details?: {
    readonly family?: string;
    readonly parameter_size?: string;
    readonly quantization_level?: string;
  };
  readonly remote_host?: string;
  /** `/api/ps` of newer servers: the context the runner was started with. */
  readonly context_length?: number;
}

/** `GET /api/tags`: the installed models. */
export interface TagsReply {
  readonly models: readonly TagEntry[];
}

/** `POST /api/show`. */
export interface ShowReply {
  readonly capabilities?: readonly string[];
  readonly details?: TagEntry['details'];
  readonly model_info?: Readonly<Record<string, JsonValue>>;
  readonly remote_host?: string;
}

/** One line of `POST /api/pull`. */
export interface PullLine {
  readonly status?: string;
  readonly digest?: string;
  readonly total?: number;
  readonly completed?: number;
  readonly error?: string;
}

/** `POST /api/embed`. */
export interface EmbedReply {
  readonly embeddings: readonly (readonly number[])[];
  readonly prompt_eval_count?: unknown;
  /** Servers of kind `openai`. */
  readonly usage?: { readonly prompt_tokens?: unknown };
}
