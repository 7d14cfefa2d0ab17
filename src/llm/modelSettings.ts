import type { ContextSetting } from './contextProfiles.ts';
import type { RoleModel } from './modelRouter.ts';
import type { TemperatureSetting } from './sampling.ts';

/** The settings this room reads; `Settings` of the app is one of these. */
export interface ModelSettings {
  /** Base URL of the model server. */
  readonly host: string;
  /** How that server is reached. */
  readonly access?: HostAccess;
  /** Model name; empty = the best installed one. */
  readonly model: string;
  /** Models by role; a role without one, or whose model is not installed, gets the default. */
  readonly roles?: Readonly<Record<string, RoleModel>>;
  /** Hosts besides the first, in order of preference. */
  readonly moreHosts?: readonly ModelHost[];
  /** Calls at once per host; `auto`: found out by measuring. */
  readonly maxConcurrent: number | 'auto';
  /** Calls per host kept free for the interactive lane, default 0. */
  readonly reserved?: number;
  /** Tokens of context (`num_ctx`) for every call of a model; `auto`: what a run needs. */
  readonly contextLength: ContextSetting;
  /** `auto`: what suits the family of the model. */
  readonly temperature: TemperatureSetting;
  /** Clocks in milliseconds, 0 = no limit: connect, first byte, between tokens, whole call. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstByte: number;
    readonly idle: number;
    readonly total: number;
  };
  /** Go duration with a unit. */
  readonly keepAlive: string;
  /** The trace keeps prompts and replies, default false. */
  readonly tracePrompts?: boolean;
}

/** What a host needs to be reached; its bearer token comes from a `TokenSource`. */
export interface HostAccess {
  /** Which protocol it speaks; `openai` is taken from an address that ends in `/v1`. */
  readonly kind?: 'ollama' | 'openai';
  /** Sent to this origin and to no other. */
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly ca?: string;
  /** Address of an http(s) proxy; user and password may be part of it. */
  readonly proxy?: string;
  /** Offer HTTP/2 over TLS, default true. */
  readonly allowH2?: boolean;
  /** Speak HTTP/2 in clear text; only for servers known to. */
  readonly h2c?: boolean;
}

/** A host of the settings: its address, and what it takes to reach it. */
export interface ModelHost extends HostAccess {
  readonly url: string;
}
