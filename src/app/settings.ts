import type { Event } from '../base/event.ts';

/** The user's settings. Read from user scope only: a repository can never set them. */
export interface Settings {
  /** Base URL of the model server, e.g. `http://127.0.0.1:11434`. */
  readonly host: string;
  /** Model name; empty = the best installed one. */
  readonly model: string;
  /** Model calls at once per host. */
  readonly maxConcurrent: number;
  /** Tokens of context (`num_ctx`) for every call of a model. */
  readonly contextLength: number;
  /** Debugger → fixer rounds at most. */
  readonly maxAttempts: number;
  readonly temperature: number;
  /** Clocks in milliseconds, 0 = no limit: connect, first byte, between tokens, whole call. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstByte: number;
    readonly idle: number;
    readonly total: number;
  };
  /** How long the server keeps the model in memory after a call, Go duration. */
  readonly keepAlive: string;
  /** Run generated tests even where no sandbox is available. */
  readonly allowUnsandboxedTests: boolean;
}

export const defaultSettings: Settings = {
  host: 'http://127.0.0.1:11434',
  model: '',
  maxConcurrent: 1,
  contextLength: 8192,
  maxAttempts: 3,
  temperature: 0.2,
  timeouts: { connect: 5_000, firstByte: 600_000, idle: 60_000, total: 0 },
  keepAlive: '30m',
  allowUnsandboxedTests: false,
};

/** Current settings and their changes. */
export interface SettingsSource {
  readonly value: Settings;
  readonly onChange: Event<Settings>;
}
