import type { ErrorInfo } from '../base/errors.ts';
import type { ModelRequest } from './model.ts';

/** A model a host offers. */
export interface ModelInfo {
  readonly name: string;
  readonly digest: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly family?: string;
  /** e.g. `7B`. */
  readonly parameters?: string;
  readonly quantization?: string;
  /** What `/api/show` lists, e.g. completion, tools, thinking, insert, embedding. */
  readonly capabilities: readonly string[];
  /** Tokens the model was made for. */
  readonly contextLength?: number;
  /** Hosts that have it, by their addresses, in the order of the settings. */
  readonly hosts?: readonly string[];
  /** Set when the model runs elsewhere, e.g. on ollama.com. */
  readonly remoteHost?: string;
}

/** What is known of one model host right now. */
export interface HostStatus {
  readonly url: string;
  readonly kind?: 'ollama' | 'openai';
  readonly state: 'up' | 'slow' | 'unstable' | 'down';
  readonly version?: string;
  /** Names of installed models. */
  readonly models: readonly string[];
  /** Names of models in memory. */
  readonly loaded: readonly string[];
  /** Code and sentence of the last failure, while it is down. */
  readonly problem?: ErrorInfo;
}

/** Reads and manages what the hosts have; requests are made on use, never polled. */
export interface ModelCatalog {
  /** Installed models of all reachable hosts. @throws CaravanError when no host answers. */
  list(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  status(signal: AbortSignal): Promise<readonly HostStatus[]>;
  /** The configured model, else the best installed one. @throws CaravanError `no-model`, `model-missing`. */
  resolveDefault(signal: AbortSignal): Promise<ModelInfo>;
  /** Name of the model a request goes to: its own, the one of its role, or the default. */
  choose(request: ModelRequest): Promise<string>;
  /**
   * Checks that a model may be asked; asks the user if it runs elsewhere.
   * @throws CaravanError `model-missing`, or `model-remote` when the user did not agree.
   */
  require(model: string, signal: AbortSignal): Promise<void>;
  /** Removes a model from one host. @throws CaravanError `model-missing`. */
  delete(model: string, host: string, signal: AbortSignal): Promise<void>;
  /** Downloads a model; progress in bytes. */
  pull(
    name: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** How far a download has come; `completed` and `total` are bytes. */
export interface PullProgress {
  /** The server's own words, e.g. `pulling manifest`. */
  readonly status: string;
  readonly completed?: number;
  readonly total?: number;
}
