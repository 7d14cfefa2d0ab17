import type { ErrorInfo } from '../base/errors.ts';
import type { Event } from '../base/event.ts';
import type { ContextSetting } from '../llm/contextProfiles.ts';
import type { HostAccess, ModelHost, ModelSettings } from '../llm/modelSettings.ts';

/** The user's settings. Read from user scope only: a repository can never set them. */
export interface Settings {
  /** Base URL of the model server, e.g. `http://127.0.0.1:11434`. */
  readonly host: string;
  /** How that server is reached, when it takes more than its address. */
  readonly access?: HostAccess;
  /** Servers besides it, in order of preference. */
  readonly moreHosts?: readonly ModelHost[];
  /** Model name; empty = the best installed one. */
  readonly model: string;
  /** Models by role (see `modelRoles`); a role without one has the model above. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Model calls at once per host; `auto`: found out by measuring. */
  readonly maxConcurrent: number | 'auto';
  /** Calls per host kept free for the interactive lane. */
  readonly reserved?: number;
  /** Tokens of context (`num_ctx`) for every call of a model; `auto`: what a run needs. */
  readonly contextLength: ContextSetting;
  /** Debugger → fixer rounds at most. */
  readonly maxAttempts: number;
  /** Show the plan and wait for the user's word before anything is written. */
  readonly approvePlan: boolean;
  /** Wait for the user's word before files are written; false: only on those without passed tests. */
  readonly approveWrites: boolean;
  /** One more round from the planner, within the same versions, when the review says so. */
  readonly secondRound: boolean;
  /** All nodes ask their model, also those that only cost with one of its size. */
  readonly wholeGraph: boolean;
  /** Learn from earlier tasks of the workspace. */
  readonly memory: boolean;
  /** `auto`: what suits the family of the model. */
  readonly temperature: ModelSettings['temperature'];
  readonly timeouts: ModelSettings['timeouts'];
  /** How long the server keeps the model in memory after a call, Go duration. */
  readonly keepAlive: string;
  /** Run generated tests even where no sandbox is available. */
  readonly allowUnsandboxedTests: boolean;
  /** The trace of model calls keeps prompts and replies, in memory. */
  readonly tracePrompts: boolean;
}

export const defaultSettings: Settings = {
  host: 'http://127.0.0.1:11434',
  model: '',
  maxConcurrent: 1,
  contextLength: 'auto',
  maxAttempts: 3,
  approvePlan: false,
  approveWrites: true,
  secondRound: false,
  wholeGraph: false,
  memory: true,
  temperature: 'auto',
  timeouts: { connect: 5_000, firstByte: 600_000, idle: 60_000, total: 0 },
  keepAlive: '30m',
  allowUnsandboxedTests: false,
  tracePrompts: false,
};

/** Current settings and their changes. */
export interface SettingsSource {
  readonly value: Settings;
  readonly onChange: Event<Settings>;
  /** What is wrong with the values the user gave; the others work all the same. */
  readonly problems?: readonly ErrorInfo[];
}
