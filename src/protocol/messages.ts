import type {
  Conversation,
  ConversationHeader,
  ErrorInfo,
  InterruptAnswer,
  L10nBundle,
  Mode,
  ModelCall,
  ResumableRun,
  RunEvent,
} from '../app/index.ts';
import type { FoundFile } from './fileNames.ts';
import type { MentionOffer } from './mentions.ts';

// The view imports this room only, so the types it shows pass through here.
export type {
  Conversation,
  ConversationHeader,
  ConversationItem,
  ErrorInfo,
  InterruptAnswer,
  L10nBundle,
  Mode,
  ModelCall,
  ModelPhase,
  NodeName,
  NodeResult,
  Plan,
  PlanEdit,
  ProposalSummary,
  ProposedFileSummary,
  ResumableRun,
  RunEvent,
  RunInterrupt,
  RunOutcome,
  UsageTotals,
  UserText,
} from '../app/index.ts';

/** State of the connection to the model server, as the view shows it. */
export type ConnectionState =
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'ready';
      readonly host: string;
      readonly model: string;
      readonly models: readonly string[];
    }
  | {
      readonly kind: 'problem';
      readonly error: ErrorInfo;
      /** Model to offer for download, with `no-model` and `model-missing`. */
      readonly suggestedModel?: string;
    }
  | {
      readonly kind: 'pulling';
      readonly model: string;
      readonly status: string;
      /** 0 to 1, missing while unknown. */
      readonly fraction?: number;
    };

/** What goes on in a conversation: a run, or files that wait for a decision. */
export type ConversationState = 'running' | 'deciding';

/** A message that is sent when the run before it has ended well. */
export interface QueuedMessage {
  readonly text: string;
  readonly mode: Mode;
}

/** Parts of the view that take the place of the conversation while they are open. */
export type Panel = 'conversations' | 'activity';

/** Everything the view shows, whole: sent on `ready` and whenever the conversation changes. */
export interface ViewSnapshot {
  readonly conversation: Conversation;
  readonly conversations: readonly ConversationHeader[];
  /** By conversation; the others are at rest. */
  readonly states: Readonly<Record<string, ConversationState>>;
  readonly activeRunId?: string;
  readonly queued?: QueuedMessage;
  readonly connection: ConnectionState;
  readonly resumable: readonly ResumableRun[];
  readonly isTrusted: boolean;
  readonly hasFolder: boolean;
  /** There is nothing in the folder yet, hidden files aside. */
  readonly isFolderEmpty?: boolean;
  /** Translations for the reader's language, English → translation. */
  readonly l10n: L10nBundle;
  /** BCP 47, for numbers and times. */
  readonly locale: string;
}

/**
 * Extension → view. `seq` rises by one with each message since the page was loaded; on a gap the
 * view asks for a snapshot.
 */
export type ToView = { readonly seq: number } & (
  | { readonly type: 'snapshot'; readonly snapshot: ViewSnapshot }
  /** At most 30 a second; deltas of one node and channel are joined. */
  | {
      readonly type: 'run-events';
      readonly events: readonly RunEvent[];
      /**
       * For each event, how many streamed pieces it joins (0 when it is no delta). Ollama sends
       * about one token a piece; without this the view estimates tokens from the text's length.
       */
      readonly pieces?: readonly number[];
    }
  | { readonly type: 'connection'; readonly connection: ConnectionState }
  /** Puts text into the composer and focuses it, e.g. from a command. */
  | {
      readonly type: 'compose';
      readonly text: string;
      readonly mode?: Mode;
      /** It goes to the cursor, beside what is there; else in place of that. */
      readonly isInserted?: boolean;
    }
  /** Asks the page to say that it is `alive`. */
  | { readonly type: 'ping' }
  | { readonly type: 'error'; readonly error: ErrorInfo }
  | { readonly type: 'states'; readonly states: ViewSnapshot['states'] }
  | { readonly type: 'queued'; readonly queued?: QueuedMessage }
  /** Opens the panel, or closes it when it is open. */
  | { readonly type: 'panel'; readonly panel: Panel }
  /** What fits what was typed after an `@`; a later message with the same query replaces it. */
  | {
      readonly type: 'mentions';
      readonly query: string;
      readonly offers: readonly MentionOffer[];
    }
  /** Which of the names that the view asked about are files. */
  | { readonly type: 'files'; readonly files: readonly FoundFile[] }
  /** Calls that are new or have changed, or all of them, while the view watches the activity. */
  | { readonly type: 'calls'; readonly calls: readonly ModelCall[]; readonly isAll: boolean }
);

/** View → extension. Everything is checked against a schema; what does not fit is dropped. */
export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'resync' }
  | { readonly type: 'alive' }
  | {
      readonly type: 'send';
      readonly text: string;
      readonly mode: Mode;
      /** Run whose message this one replaces, in a conversation of its own. */
      readonly insteadOf?: string;
    }
  | { readonly type: 'queue'; readonly text: string; readonly mode: Mode }
  /** Asks what fits what is typed after an `@`. */
  | { readonly type: 'find-mentions'; readonly query: string }
  /** Asks for mentions of files that were dropped on the page, by their addresses. */
  | { readonly type: 'drop-files'; readonly uris: readonly string[] }
  /** The message that waits goes back to the composer, or nowhere. */
  | { readonly type: 'unqueue'; readonly isEdited: boolean }
  /** A conversation of its own with everything up to this run, and the run. */
  | { readonly type: 'fork'; readonly runId: string }
  | { readonly type: 'stop'; readonly runId: string }
  /** The user's word on what a run asks; the run goes on with it. */
  | {
      readonly type: 'answer-interrupt';
      readonly runId: string;
      readonly interruptId: string;
      readonly answer: InterruptAnswer;
    }
  | { readonly type: 'apply'; readonly runId: string; readonly paths?: readonly string[] }
  | { readonly type: 'discard'; readonly runId: string }
  /** Opens VS Code's diff: of one file, or of all. */
  | { readonly type: 'review'; readonly runId: string; readonly path?: string }
  /** Lets the user leave out parts of open changes. */
  | { readonly type: 'choose-changes'; readonly runId: string }
  /** Puts back the files of applied changes; where others wrote since, a merge editor opens. */
  | { readonly type: 'undo-changes'; readonly runId: string }
  | { readonly type: 'keep-changes'; readonly runId: string }
  /** Opens the list of restore points. */
  | { readonly type: 'restore-files' }
  | { readonly type: 'resume'; readonly runId: string }
  | { readonly type: 'dismiss'; readonly runId: string }
  | { readonly type: 'new-conversation' }
  /** Asks for more of the conversation's beginning, in a snapshot. */
  | { readonly type: 'show-earlier' }
  | { readonly type: 'open-conversation'; readonly id: string }
  | { readonly type: 'delete-conversation'; readonly id: string }
  | { readonly type: 'rename-conversation'; readonly id: string; readonly title: string }
  | {
      readonly type: 'export-conversation';
      readonly id: string;
      readonly format: 'markdown' | 'json';
    }
  | { readonly type: 'import-conversation' }
  /** Asks for a commit message for the changes in the folder's repository. */
  | { readonly type: 'commit-message' }
  | { readonly type: 'watch-activity'; readonly isOn: boolean }
  | { readonly type: 'export-activity' }
  | { readonly type: 'select-model' }
  | { readonly type: 'pull-model'; readonly name: string }
  | { readonly type: 'retry-connection' }
  | { readonly type: 'diagnose' }
  | { readonly type: 'show-log' }
  | { readonly type: 'manage-trust' }
  | { readonly type: 'open-folder' }
  /** Asks which names in texts are files of the folder, or of an open proposal. */
  | { readonly type: 'find-files'; readonly names: readonly string[] }
  /** Opens a file of the folder, or one that is only proposed. */
  | {
      readonly type: 'open-file';
      /** As `files` has it. */
      readonly path: string;
      /** From 1. */
      readonly line?: number;
      /** The text of an open proposal comes before that of the folder. */
      readonly isProposed?: true;
    }
  /** Host asks the user before opening; http and https only. */
  | { readonly type: 'open-link'; readonly url: string }
  /** Puts code of an answer at the cursor, into a new file, or into one the user chooses, as a proposal. */
  | {
      readonly type: 'use-code';
      readonly code: string;
      /** As the answer names it. */
      readonly language: string;
      readonly place: 'cursor' | 'new-file' | 'file';
    }
  | { readonly type: 'copy'; readonly text: string };
