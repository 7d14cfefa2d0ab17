/** The settings this room reads; `Settings` of the app is one of these. */
export interface ModelSettings {
  /** Base URL of the model server. */
  readonly host: string;
  /** Model name; empty = the best installed one. */
  readonly model: string;
  /** Hosts besides the first, in order of preference. */
  readonly moreHosts?: readonly ModelHost[];
  /** Calls at once per host; `auto`: found out by measuring. */
  readonly maxConcurrent: number | 'auto';
  /** Calls per host kept free for the interactive lane, default 0. */
  readonly reserved?: number;
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

/** A host with what it needs to be reached. */
export interface ModelHost {
  readonly url: string;
  /** Sent to this origin and to no other. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
}
