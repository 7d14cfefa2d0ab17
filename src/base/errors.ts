import { translate, userText, type L10nBundle, type UserText } from './userText.ts';

/** Every way Caravan can fail that a caller may want to tell apart. Stable: written to logs. */
export type ErrorCode =
  // model server
  | 'host-unreachable'
  | 'host-not-found'
  | 'host-timeout'
  | 'host-tls'
  | 'host-refused'
  | 'host-busy'
  | 'host-failed'
  | 'host-redirect'
  | 'not-a-model-server'
  | 'model-missing'
  | 'model-changed'
  | 'model-remote'
  | 'consent-missing'
  | 'no-model'
  | 'request-rejected'
  | 'stream-interrupted'
  | 'stream-incomplete'
  | 'stream-stalled'
  | 'protocol-error'
  | 'reply-too-large'
  | 'context-overflow'
  // what a model answered
  | 'answer-empty'
  | 'answer-thinking-only'
  | 'answer-truncated'
  | 'answer-repeating'
  | 'answer-malformed'
  // files and state
  | 'write-denied'
  | 'write-conflict'
  | 'write-failed'
  | 'state-corrupt'
  | 'state-busy'
  // use
  | 'workspace-untrusted'
  | 'no-workspace'
  | 'invalid-argument'
  | 'run-unfinished'
  | 'shut-down'
  | 'cancelled'
  | 'internal';

/** Errors that mean: there is no model server, or no model on it, that could be asked. */
export const noServerCodes = [
  'host-unreachable',
  'host-not-found',
  'host-timeout',
  'host-tls',
  'host-refused',
  'host-redirect',
  'not-a-model-server',
  'model-missing',
  'no-model',
] as const satisfies readonly ErrorCode[];

/** What an error says and carries. */
export interface CaravanErrorOptions {
  /** What went wrong and why, one sentence. */
  readonly text: UserText;
  /** What the user can do now, one sentence. */
  readonly next?: UserText;
  /** What was kept: a draft, a plan, untouched files. */
  readonly kept?: UserText;
  readonly cause?: unknown;
  /** Decided where the error is made: may the same call succeed if simply tried again? */
  readonly isRetryable?: boolean;
  /** Plain JSON facts for logs and tests (status, host, tokens). Never secrets, never prompts. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** An error as plain JSON: what events, reports and the view carry. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly text: UserText;
  readonly next?: UserText;
  readonly kept?: UserText;
}

/** The one base error: stable code, cause, what was kept and the next step. */
export class CaravanError extends Error {
  readonly code: ErrorCode;
  readonly text: UserText;
  readonly next: UserText | undefined;
  readonly kept: UserText | undefined;
  readonly isRetryable: boolean;
  readonly data: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, options: CaravanErrorOptions) {
    super(translate(options.text), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'CaravanError';
    this.code = code;
    this.text = options.text;
    this.next = options.next;
    this.kept = options.kept;
    this.isRetryable = options.isRetryable ?? false;
    this.data = options.data ?? {};
  }

  toInfo(): ErrorInfo {
    return {
      code: this.code,
      text: this.text,
      ...(this.next && { next: this.next }),
      ...(this.kept && { kept: this.kept }),
    };
  }
}

/** Turns anything thrown into the JSON a user can be shown; unknown errors become `internal`. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof CaravanError) return error.toInfo();
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    text: userText('Something unexpected happened: {0}', detail),
    next: userText('Open the log, and report it if it happens again.'),
  };
}

/** The whole message in one language: what happened, what was kept, what to do. */
export function describeError(info: ErrorInfo, bundle?: L10nBundle): string {
  return [info.text, info.kept, info.next]
    .filter((part) => part !== undefined)
    .map((part) => translate(part, bundle))
    .join(' ');
}
