import type { MentionOffer } from '../protocol/mentions.ts';
import type {
  ErrorInfo,
  Mode,
  ModelCall,
  Panel,
  ToView,
  ViewSnapshot,
} from '../protocol/messages.ts';
import type { KnownFiles } from './knownFiles.ts';
import type { RunState } from './run.ts';

/** One turn of the conversation. */
export type Item =
  | { readonly kind: 'user'; readonly id: string; readonly text: string }
  | { readonly kind: 'run'; readonly id: string; readonly run: RunState };

/** Everything shown: a projection of the host's truth plus what the user is doing right now. */
export interface ViewState extends Omit<ViewSnapshot, 'conversation'> {
  /** `waiting` for the first snapshot, `lost` after a gap until the next one. */
  readonly sync: 'waiting' | 'live' | 'lost';
  readonly seq: number;
  readonly conversationId: string;
  readonly items: readonly Item[];
  /** Items before these that the host has not sent. */
  readonly earlier?: number;
  /** What is open in place of the conversation. */
  readonly panel?: Panel;
  /** Message that is being asked differently; `seq` tells two requests for the same one apart. */
  readonly editing?: { readonly seq: number; readonly runId: string; readonly text: string };
  /** Model calls by begin, while the activity is shown; missing until the host has sent them. */
  readonly calls?: readonly ModelCall[];
  /** What fits what was typed after an `@`, the newest answer of the host. */
  readonly mentions?: { readonly query: string; readonly offers: readonly MentionOffer[] };
  /** What the host has said of names in texts. */
  readonly files: KnownFiles;
  /** Sent, and not yet seen as a run. */
  readonly pending?: string;
  /** What was sent goes to a conversation of its own, which a snapshot is about to bring. */
  readonly isForking?: boolean;
  /** Conversation that was asked to be copied; what is shown is the copy when it is another one. */
  readonly forkOf?: string;
  /** Run whose proposal waits for the host after Apply or Discard. */
  readonly acting?: string;
  /** Run that was told to stop. */
  readonly stopping?: string;
  readonly notice?: ErrorInfo;
  /** Text the host puts into the composer; `seq` tells two equal ones apart. */
  readonly compose?: {
    readonly seq: number;
    readonly text: string;
    readonly mode?: Mode;
    readonly isInserted?: boolean;
  };
  /** Milliseconds this page's clock is ahead of the host's, as far as messages show. */
  readonly clockOffset?: number;
}

/** What happens in the page itself. */
export type LocalAction =
  | { readonly type: 'sent'; readonly text: string; readonly isForking?: boolean }
  | { readonly type: 'panel-opened'; readonly panel: Panel }
  | { readonly type: 'panel-closed' }
  | { readonly type: 'edit-started'; readonly runId: string; readonly text: string }
  | { readonly type: 'edit-ended' }
  | { readonly type: 'fork-asked' }
  | { readonly type: 'acted'; readonly runId: string }
  | { readonly type: 'stop-asked'; readonly runId: string }
  | { readonly type: 'dismissed'; readonly runId: string }
  | { readonly type: 'notice-closed' };

/** Everything that changes the state: what the host says, and what happens in the page. */
export type Action = ToView | LocalAction;

/** State before the host has said anything. */
export const initialState: ViewState = {
  sync: 'waiting',
  seq: 0,
  conversationId: '',
  conversations: [],
  states: {},
  items: [],
  files: new Map(),
  connection: { kind: 'checking' },
  resumable: [],
  isTrusted: true,
  hasFolder: true,
  l10n: {},
  locale: 'en',
};
