import type { MentionKind } from '../protocol/mentions.ts';
import type { FromView, Mode, ToView } from '../protocol/messages.ts';

/** What the page keeps across reloads by itself. */
export interface PageState {
  readonly draft: string;
  readonly mode: Mode;
}

/** VS Code's side of the page, given once by `acquireVsCodeApi()`. */
export interface VsCodeApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: PageState): void;
}

const modes: readonly unknown[] = ['auto', 'chat', 'plan', 'analyze', 'code'] satisfies Mode[];
const types: readonly unknown[] = [
  'snapshot',
  'run-events',
  'connection',
  'compose',
  'ping',
  'error',
  'states',
  'queued',
  'panel',
  'calls',
  'mentions',
] satisfies ToView['type'][];

const mentionKinds: readonly unknown[] = [
  'file',
  'folder',
  'symbol',
  'selection',
  'problems',
  'editors',
  'diff',
  'terminal',
] satisfies MentionKind[];

/** The kept draft and mode; anything unreadable counts as nothing kept. */
export function readPageState(value: unknown): PageState {
  const kept = isRecord(value) ? value : {};
  return {
    draft: typeof kept['draft'] === 'string' ? kept['draft'] : '',
    mode: modes.includes(kept['mode']) ? (kept['mode'] as Mode) : 'auto',
  };
}

/** True for a message this view understands; the host is trusted for most of what is inside it. */
export function isToView(value: unknown): value is ToView {
  if (!isRecord(value) || !Number.isSafeInteger(value['seq'])) return false;
  return types.includes(value['type']) && (value['type'] !== 'mentions' || isMentions(value));
}

/** Names come from the folder, from Git and from language extensions: checked before they are offered. */
function isMentions({ query, offers }: Readonly<Record<string, unknown>>): boolean {
  const isText = (text: unknown): boolean => typeof text === 'string' && text.length <= 4096;
  return (
    isText(query) &&
    Array.isArray(offers) &&
    offers.length <= 40 &&
    offers.every(
      (offer) =>
        isRecord(offer) &&
        mentionKinds.includes(offer['kind']) &&
        isText(offer['name']) &&
        isText(offer['detail']),
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
