import type { Flow } from '../base/iterate.ts';
import type { JsonValue } from '../base/json.ts';
import type { ChatMessage, Lane, ModelEvent, ModelUsage } from './model.ts';
import type { ModelInfo, PullProgress } from './modelCatalog.ts';
import type { HeldModel } from './modelHolds.ts';

// What this room needs of a model server. The one adapter over the pool implements it.

/** One chat as the server gets it. */
export interface ServerChat {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly lane: Lane;
  readonly signal: AbortSignal;
  readonly options: Readonly<Record<string, JsonValue>>;
  readonly keepAlive: string;
  readonly format?: JsonValue;
  /** See `ModelRequest`. */
  readonly suffix?: string;
  readonly think?: boolean;
  readonly affinity?: string;
  readonly newestOf?: string;
  readonly label?: string;
}

/** A piece of an answer; either text may be empty. */
export interface ServerChunk {
  readonly text: string;
  readonly thinking: string;
}

/** What a call tells of itself before its first piece of text. */
export type ServerPhase = Extract<
  ModelEvent,
  { type: 'queued' | 'connecting' | 'loading' | 'prompt' | 'retry' }
>;

/** Who follows one chat. */
export interface ServerListener {
  onPhase(phase: ServerPhase): void;
  /** Pieces of one socket read. */
  onChunks(chunks: readonly ServerChunk[], flow: Flow): void;
  /** The answer broke off and is sent again, once: the pieces so far are no part of it. */
  onRestart?(): void;
  /** The reply says that the model runs on another machine; throws to refuse that. */
  onRemote(remoteHost: string): void;
}

/** The end of an answer: why and where it ended, and its figures. */
export interface ServerReply extends ModelUsage {
  readonly reason: string;
  readonly host: string;
}

/** An installed model, as a list gives it without asking for each. */
export type ServerModel = Omit<ModelInfo, 'capabilities' | 'contextLength' | 'hosts'>;

/** A model in memory, and the tokens of context it was loaded with where the server says so. */
export interface LoadedModel {
  readonly name: string;
  readonly contextLength?: number;
}

/** What a server tells about one model. */
export interface ServerModelDetails {
  readonly family?: string;
  readonly capabilities: readonly string[];
  readonly contextLength?: number;
  /** The engine was started with a context of its own and takes no `num_ctx`. */
  readonly ownsContext?: boolean;
  readonly remoteHost?: string;
}

/** A host as the pool sees it right now. */
export interface ServerHost {
  readonly url: string;
  readonly kind?: 'ollama' | 'openai';
  readonly state: 'up' | 'slow' | 'unstable' | 'down';
}

/** Every method rejects with a `CaravanError` or the signal's reason. */
export interface ModelServer {
  chat(chat: ServerChat, listener: ServerListener): Promise<ServerReply>;
  hosts(): readonly ServerHost[];
  version(signal: AbortSignal, host?: string): Promise<string>;
  list(signal: AbortSignal, host?: string): Promise<readonly ServerModel[]>;
  /** The models in memory. */
  loaded(signal: AbortSignal, host?: string): Promise<readonly LoadedModel[]>;
  /** Sets how long a model stays in memory from now on, if it is there; never loads it. */
  keep(model: HeldModel, keepAlive: string, signal: AbortSignal): Promise<void>;
  details(model: string, signal: AbortSignal, host?: string): Promise<ServerModelDetails>;
  delete(model: string, signal: AbortSignal, host?: string): Promise<void>;
  pull(
    model: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
