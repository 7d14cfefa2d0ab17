import type { Mode } from '../base/task.ts';
import type { Clock } from '../base/clock.ts';
import type { ErrorInfo } from '../base/errors.ts';
import type { Event } from '../base/event.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { JsonValue } from '../base/json.ts';
import type { Logger } from '../base/logger.ts';
import type { Experience, SourceFile } from '../base/task.ts';
import type { UserText } from '../base/userText.ts';
import type { HostStatus, ModelInfo, PullProgress } from '../llm/modelCatalog.ts';
import type { RunEvent, RunOutcome } from '../workflow/events.ts';
import type { Validator } from '../validate/validator.ts';
import type { InterruptAnswer } from '../workflow/interrupts.ts';
import type { CreateWorkflowEngine } from '../workflow/run.ts';
import type { ProposalConflict } from '../workspace/proposalConflicts.ts';
import type { RestorableFile, RestoreResult } from '../workspace/restoreFiles.ts';
import type { RestorePoint } from '../workspace/restorePoint.ts';
import type { FileHunks } from '../workspace/reviseProposal.ts';
import type { Proposal, WorkspaceWriter } from '../workspace/types.ts';
import type { ModelCall } from './callLog.ts';
import type { NamedFile } from './namedFiles.ts';
import type { PastNode, PastRun, RunAgainOptions } from './pastRun.ts';
import type { ProcessOwner } from './runRecords.ts';
import type { AskConsent } from './consent.ts';
import type { SettingsSource } from './settings.ts';

/** What the core needs from its surroundings; the edges (VS Code, Node) provide it. */
export interface CaravanPorts {
  readonly settings: SettingsSource;
  readonly fileSystem: FileSystem;
  readonly writer: WorkspaceWriter;
  /** Folder the user has open (absolute), or undefined: then only chat works. */
  readonly folder: () => string | undefined;
  /** False: nothing is read by agents, written or run. */
  readonly isTrusted: () => boolean;
  /** Folder for checkpoints, conversations, drafts, memory (absolute, outside the workspace). */
  readonly storageFolder: string;
  /** This process, and whether another one still lives: tells an interrupted run from a going one. */
  readonly owner: ProcessOwner;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loads the LangGraph bundle on the first run. */
  readonly loadEngine: () => Promise<CreateWorkflowEngine>;
  /** Asks before text leaves this machine; left out: nobody can be asked, so the answer is no. */
  readonly askConsent?: AskConsent;
  /** Key to a model server by its origin (scheme, host and port), from a secret store. */
  readonly accessKey?: (origin: string) => Promise<string | undefined>;
  /** True while something of the user's runs that picks files up as soon as they are written. */
  readonly isWatched?: () => boolean;
  /** Runs tests; made per folder. */
  readonly createValidator: (folder: string) => Validator;
}

/** One turn of a conversation as it is stored and shown. */
export type ConversationItem =
  | { readonly kind: 'user'; readonly id: string; readonly at: number; readonly text: string }
  | {
      readonly kind: 'run';
      readonly id: string;
      readonly at: number;
      /** All events but deltas; deltas are folded into `texts`. */
      readonly events: readonly RunEvent[];
      /** Streamed text by node (`answer` for the chat answer), capped. */
      readonly texts: Readonly<
        Record<string, { readonly text: string; readonly thinking: string }>
      >;
    };

/** A chat with its history. `createdAt` is wall-clock milliseconds. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly items: readonly ConversationItem[];
  /** Items before these that were left out because only the newest were asked for. */
  readonly earlier?: number;
}

/** A conversation as lists show it. */
export interface ConversationHeader {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  /** Wall-clock milliseconds of the last turn. */
  readonly updatedAt?: number;
  /** Beginning of what was asked last. */
  readonly preview?: string;
}

/** A run cut off by a crash or a closed window. */
export interface ResumableRun {
  readonly runId: string;
  readonly conversationId: string;
  readonly task: string;
  /** Nodes already finished, which a resumption does not run again. */
  readonly finishedNodes: readonly string[];
  readonly interruptedAt: number;
}

/** What `Diagnose Connection` finds, each step with what to do. */
export interface Diagnosis {
  readonly hosts: readonly HostStatus[];
  readonly chosenModel?: ModelInfo;
  readonly problem?: ErrorInfo;
}

/** A run that has been started. */
export interface StartedRun {
  readonly runId: string;
  /** Settles when `run-end` has been emitted; never rejects. */
  readonly finished: Promise<RunOutcome>;
}

/** What a message brings along besides its text; the mode is `auto` when left out. */
export interface SendOptions {
  readonly mode?: Mode;
  readonly attachments?: readonly SourceFile[];
  /** Code of an answer, and the file it is for: no model is asked, it becomes a proposal. */
  readonly code?: SourceFile;
}

/** A request for code at a place in a file. */
export interface InsertRequest {
  readonly instruction: string;
  /** Language id as VS Code names it. */
  readonly languageId: string;
  readonly path: string;
  /** Text before and after the cursor. */
  readonly before: string;
  readonly after: string;
}

/** The core's public face: everything a user can ask of Caravan, without an editor. */
export interface Caravan {
  /** Run events of all conversations, in order. */
  readonly onRunEvent: Event<RunEvent>;
  /** Fires with the id when a conversation was created, changed outside a run, or deleted. */
  readonly onConversationChange: Event<string>;
  /** What the user should know and need not decide on: files put back after a crash, old state removed. */
  readonly onNotice: Event<UserText>;

  /** Model calls: fires when one begins, enters a phase or ends, and while text comes. */
  readonly onCall: Event<ModelCall>;
  /** Calls of this process and earlier ones of the conversation's runs, oldest first. */
  calls(conversationId: string): Promise<readonly ModelCall[]>;

  createConversation(): Promise<Conversation>;
  /** With `newest`, only so many items of its end: each run of them is read from a file of its own. */
  conversation(id: string, newest?: number): Promise<Conversation | undefined>;
  conversations(): Promise<readonly ConversationHeader[]>;
  renameConversation(id: string, title: string): Promise<void>;
  deleteConversation(id: string): Promise<void>;
  /**
   * A new conversation with the turns before the message that started a run, to ask it differently;
   * with `isRunKept`, with that message and the run too.
   * @throws CaravanError `invalid-argument` when the conversation has no such run.
   */
  forkConversation(id: string, runId: string, isRunKept?: boolean): Promise<Conversation>;
  /** A conversation as a file's text; `json` can be imported. @throws CaravanError as above. */
  exportConversation(
    id: string,
    format: 'markdown' | 'json',
    tell: (text: UserText) => string,
  ): Promise<string>;
  /** Keeps an exported conversation under new ids. @throws CaravanError `invalid-argument`. */
  importConversation(text: string): Promise<Conversation>;

  /**
   * Adds the user's message and starts a run for it.
   * @throws CaravanError when a run of this conversation is still going, or after shutdown.
   */
  send(conversationId: string, text: string, options?: SendOptions): Promise<StartedRun>;
  /**
   * The user's word on what a run asks (its `interrupt` event). A run that was cut off while it
   * waited goes on with it and is given back, as by {@link resume}.
   * @throws CaravanError `invalid-argument` when the question is no longer open or the edited plan
   * has a path that cannot be taken.
   */
  answerInterrupt(
    runId: string,
    interruptId: string,
    answer: InterruptAnswer,
  ): Promise<StartedRun | undefined>;
  /** Aborts a run; its `run-end` says cancelled. Unknown ids are ignored. */
  stop(runId: string): void;
  /** Ids of runs that are going on. */
  readonly activeRuns: readonly string[];

  proposal(runId: string): Promise<Proposal | undefined>;
  /**
   * Writes the proposal (or the named files of it) in one step.
   * Files that need asking are written only when named. Returns the paths written.
   * With `shownId`, only if the proposal still is the one of that id, which the user saw.
   */
  apply(runId: string, paths?: readonly string[], shownId?: string): Promise<readonly string[]>;
  /** The separate changes of an open proposal's files. @throws CaravanError `invalid-argument`. */
  hunks(runId: string): Promise<readonly FileHunks[]>;
  /**
   * Leaves of an open proposal only the chosen changes, by path and index in {@link Caravan.hunks},
   * and returns it as it is then; a file without a chosen change is left out.
   * @throws CaravanError `write-conflict` when it no longer is the one of `shownId`; `state-busy`.
   */
  chooseHunks(
    runId: string,
    shownId: string,
    chosen: ReadonlyMap<string, readonly number[]>,
  ): Promise<Proposal>;
  /** Takes a file's text as the user wrote it. @throws CaravanError as {@link Caravan.chooseHunks}. */
  editProposal(runId: string, shownId: string, path: string, text: string): Promise<Proposal>;
  /** Files of an open proposal that were changed since it was made, with the texts to merge. */
  conflicts(runId: string): Promise<readonly ProposalConflict[]>;
  discard(runId: string): Promise<void>;
  /** Notes that the user keeps what was written; without effect unless it was. */
  keep(runId: string): Promise<void>;
  /** Writes the proposed files into a folder outside the workspace and returns its path. */
  saveDraft(runId: string): Promise<string>;

  /** Settles sets of files that a crash cut off; done once, also by `apply` and `restore` first. */
  recover(): Promise<void>;
  /** What runs wrote and how to take it back, newest first. */
  restorePoints(): Promise<readonly RestorePoint[]>;
  /** The files of a restore point as they stand now. */
  previewRestore(id: string): Promise<readonly RestorableFile[]>;
  /**
   * Takes back the files (all, or those named) that still are as Caravan left them, in one step;
   * those that others changed are only named. @throws CaravanError as {@link Caravan.apply} does.
   */
  restore(id: string, paths?: readonly string[]): Promise<RestoreResult>;

  resumableRuns(): Promise<readonly ResumableRun[]>;
  resume(runId: string): Promise<StartedRun>;
  /** Runs that another window or program works on in the same storage. */
  runsElsewhere(): Promise<readonly ResumableRun[]>;
  /** Goes on with a run here and ends it there; waits some seconds for the other one to let go. */
  takeOver(runId: string): Promise<StartedRun>;
  /** Forgets an interrupted run; its draft files stay on disk. */
  dismiss(runId: string): Promise<void>;
  /** Runs of the conversations there are, newest first. */
  listRuns(): Promise<readonly PastRun[]>;
  /**
   * The record of a run as a JSON file's text: figures, events, texts and model calls.
   * @throws CaravanError `invalid-argument` when there is no such run or its record is damaged.
   */
  exportRun(runId: string): Promise<string>;
  /**
   * Finished nodes of a run whose states are kept, in the order they ran: those of the newest runs, and of
   * each as many as fit into some megabytes. @throws CaravanError as {@link Caravan.runAgain}.
   */
  runNodes(runId: string): Promise<readonly PastNode[]>;
  /**
   * Does a task again from a finished node of a past run, as a new run at the end of its conversation. Nodes
   * before it do not run; files are read anew, and where the code or its tests have changed since, the run
   * goes on from the tests. The past run stays as it is.
   * @throws CaravanError `invalid-argument` when the run, its folder or the state before the node is
   * not there, `state-busy` while the run goes on here or elsewhere, `state-corrupt` when its states
   * are damaged, and as {@link Caravan.send}.
   */
  runAgain(runId: string, point: string, options?: RunAgainOptions): Promise<StartedRun>;

  /** Streams code for the cursor; the text is code only, without fences. */
  insert(request: InsertRequest, signal: AbortSignal): AsyncIterable<string>;
  /** What is remembered of earlier tasks of this workspace, oldest first. */
  memories(): Promise<readonly Experience[]>;
  /** Forgets one task by its text, or everything. */
  forget(task?: string): Promise<void>;

  /** Files of the folder that a message may name, relative: none ignored, none secret by name. */
  namedPaths(): Promise<readonly string[]>;
  /** A file of the folder that the user named in a message, also a secret one. */
  readNamed(path: string): Promise<NamedFile>;

  models(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  pullModel(
    name: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Removes a model from one host, given by its address as `models` names it. */
  deleteModel(name: string, host: string, signal: AbortSignal): Promise<void>;
  diagnose(signal: AbortSignal): Promise<Diagnosis>;
  /** Another access key was entered, or one removed: the next request asks for it. */
  accessKeysChanged(): void;
  /** What the last model calls did, oldest first: plain JSON without keys; prompts by setting. */
  trace(): readonly JsonValue[];

  /** Stop admission → abort runs → flush → close the pool, destroying it at the deadline. */
  shutdown(deadlineMs: number): Promise<void>;
}
