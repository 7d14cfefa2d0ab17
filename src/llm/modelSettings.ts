/** The settings this room reads; `Settings` of the app is one of these. */
export interface ModelSettings {
  /** Base URL of the model server. */
  readonly host: string;
  /** Model name; empty = the best installed one. */
  readonly model: string;
  /** Calls at once per host. */
  readonly maxConcurrent: number;
  /** Tokens of context (`num_ctx`) for every call of a model. */
  readonly contextLength: number;
  readonly temperature: number;
  /** Milliseconds, 0 = no limit. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstByte: number;
    readonly idle: number;
    readonly total: number;
  };
  /** Go duration with a unit. */
  readonly keepAlive: string;
}
