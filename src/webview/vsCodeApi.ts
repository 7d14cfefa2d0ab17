import type { FromView, Mode } from '../protocol/messages.ts';
import { modes } from '../protocol/modes.ts';

/** What the page keeps across reloads by itself. */
export interface PageState {
  readonly draft: string;
  readonly mode: Mode;
  /** Run whose message the draft asks differently. */
  readonly insteadOf?: string;
}

/** VS Code's side of the page, given once by `acquireVsCodeApi()`. */
export interface VsCodeApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: PageState): void;
}

/** The kept draft, its mode and what it asks differently; anything unreadable counts as nothing kept. */
export function readPageState(value: unknown): PageState {
  const kept = isRecord(value) ? value : {};
  return {
    draft: typeof kept['draft'] === 'string' ? kept['draft'] : '',
    mode: modes.find((mode) => mode === kept['mode']) ?? 'auto',
    ...(typeof kept['insteadOf'] === 'string' && { insteadOf: kept['insteadOf'] }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
