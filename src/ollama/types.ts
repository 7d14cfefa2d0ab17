import type { Clock } from '../base/clock.ts';
import type { ErrorInfo } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { Logger } from '../base/logger.ts';
import type { TokenSource } from './accessKey.ts';
import type { MayAsk } from './consent.ts';
import type { ChatChunk, ChatEnd, OnChunks } from './answerReader.ts';
import type { Timeouts } from './exchange.ts';
import type { HostState } from './health.ts';
import type { HostOptions } from './host.ts';
import type { LaneName } from './lanes.ts';
import type { HostKind } from './openAi.ts';
import type { ToolCall } from './toolCall.ts';
import type { CallRecord } from './trace.ts';

/** What a pool is built from; everything but the ports may change later by `configure`. */
export interface PoolSettings {
  /** In order of preference; at least one. */
  readonly hosts: readonly HostOptions[];
  /** Calls at once per host; `auto`: found out by measuring. */
  readonly permits: number | 'auto';
  /** Permits kept free for the interactive lane, default 0. */
  readonly reserved?: number;
  readonly timeouts: Timeouts;
  /** Records of calls keep what was sent and what came, default false. */
  readonly tracePrompts?: boolean;
}

/** What the pool asks its surroundings. */
export interface PoolPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 ≤ result < 1, for jitter; default `Math.random`. */
  readonly random?: () => number;
  /** Gives the bearer token of an origin; without it none is sent. */
  readonly token?: TokenSource;
  /** Whether text of the user may go to a host; without it, to every one of the settings. */
  readonly mayAsk?: MayAsk;
  /** Told the record of every call as it ends, without prompt and reply. */
  readonly onRecord?: (record: CallRecord) => void;
}

/** How a call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Default `agent`. */
  readonly lane?: LaneName;
  /** A newer queued call with the same key drops the older ones. */
  readonly newestOf?: string;
  /** Calls with the same key stay on one host, for its prompt cache. */
  readonly affinity?: string;
  /** Who calls, for the trace. */
  readonly label?: string;
  /** Name of the one host to ask, as `hosts()` gives it. */
  readonly host?: string;
  /** Overrides single clocks of the pool. */
  readonly timeouts?: Partial<Timeouts>;
}

/** What happens before the first piece of an answer. */
export type CallPhase =
  | { readonly type: 'queued'; readonly position: number }
  | { readonly type: 'connecting'; readonly host: string }
  | { readonly type: 'loading'; readonly model: string }
  | { readonly type: 'prompt' }
  | {
      readonly type: 'retry';
      /** The attempt that comes, from 2. */
      readonly attempt: number;
      readonly waitMs: number;
      readonly why: string;
    };

/** How one chat is followed. */
export interface GenerateOptions extends CallOptions {
  readonly onPhase?: (phase: CallPhase) => void;
  /** Gets the pieces of one socket read together: the cheapest way to follow a stream. */
  readonly onChunks?: OnChunks;
  /**
   * The answer broke off after it had begun, and the whole request is sent again, once: what was
   * given so far is a draft, never a part of the answer. Without it such an answer is an error.
   */
  readonly onRestart?: () => void;
  /** The server says in its reply that the model runs at another host; throw to refuse that. */
  readonly onRemote?: (remoteHost: string) => void;
}

/** A finished chat. */
export interface ChatReply extends ChatEnd {
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls: readonly JsonValue[];
  readonly model: string;
  readonly host: string;
  /** Milliseconds in the queue, and from the permit to the last byte. */
  readonly queuedMs: number;
  readonly totalMs: number;
}

/** What a chat leaves for callers that followed the pieces themselves. */
export type ChatResult = Omit<ChatReply, 'text' | 'thinking' | 'toolCalls'>;

/** The stream as an iterable: phases, pieces, tool calls after the piece they came in, the reply. */
export type ChatEvent =
  CallPhase | ChatChunk | ToolCall | { readonly type: 'done'; readonly reply: ChatReply };

/** What is going on right now, in all hosts together. */
export interface PoolStats {
  readonly inFlight: number;
  readonly queued: number;
  readonly openSockets: number;
}

/** What is known of a host right now. */
export interface HostInfo {
  readonly url: string;
  readonly kind: HostKind;
  readonly state: HostState;
  readonly permits: number;
  readonly active: number;
  readonly queued: number;
  /** The last failure, while nothing has gone well since. */
  readonly problem?: ErrorInfo;
}
