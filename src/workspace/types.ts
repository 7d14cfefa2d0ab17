import type { UserText } from '../base/userText.ts';

/** What happens to a file; `edit` needs one that is there, `create` none. */
export type WriteOperation = 'create' | 'edit' | 'delete';

/** The answer of the one write policy. */
export interface WriteDecision {
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly reason?: UserText;
  /** Absolute path after every link is resolved; what is shown and what is written. */
  readonly realPath: string;
}

/** A write that someone wants to do. */
export interface WriteRequest {
  /** Absolute folder that is open. */
  readonly root: string;
  /** Relative to the root, `/` separated, after every repair. */
  readonly path: string;
  readonly operation: WriteOperation | 'rename';
  /** Where a renamed file comes from; judged like a deletion, as `path` is like a new file. */
  readonly from?: string;
}

/** The one gate for writes. It never rejects: whatever goes wrong is a `deny`. */
export interface WritePolicy {
  authorizeWrite(request: WriteRequest): Promise<WriteDecision>;
}

/** One file of a proposal. What is shown, approved and written is `after`, byte for byte. */
export interface ProposedFile {
  /** Relative to the root, `/` separated. */
  readonly path: string;
  readonly operation: WriteOperation;
  /** Text before, or undefined for a new file. */
  readonly before: string | undefined;
  /** SHA-256 of the bytes on disk when the plan read them; undefined for a new file. */
  readonly beforeHash: string | undefined;
  readonly after: string;
  /** SHA-256 of the bytes to write. */
  readonly hash: string;
  readonly added: number;
  readonly removed: number;
  readonly decision: WriteDecision;
  /** The user chose to write nothing of it; it can be chosen again. */
  readonly isLeftOut?: true;
}

/** Edits that are not yet written. Plain JSON: it survives a restart on disk. */
export interface Proposal {
  readonly id: string;
  readonly runId: string;
  /** Absolute folder all paths are relative to. */
  readonly root: string;
  readonly files: readonly ProposedFile[];
  readonly verification: 'verified' | 'failed' | 'unverified';
  /** The user chose among the changes or edited them: no test has seen the files as they are. */
  readonly isRevised?: true;
}

/** A file to write, after policy and approval. */
export interface ApprovedEdit {
  readonly realPath: string;
  readonly operation: WriteOperation;
  readonly beforeHash: string | undefined;
  readonly after: string;
  /** Unix permission bits of a new file, less the umask; default 0o666. */
  readonly mode?: number;
}

/**
 * Writes a set of files as one undoable step. VS Code's implementation is one WorkspaceEdit; Node's
 * replaces file by file. The set is made whole or taken back by the transaction above.
 */
export interface WorkspaceWriter {
  /**
   * Text of the file as the user sees it now (an unsaved editor counts), or undefined if missing.
   * @throws CaravanError `write-denied` for what is not readable text.
   */
  readCurrent(
    realPath: string,
  ): Promise<{ readonly text: string; readonly hash: string } | undefined>;
  /**
   * Returns, by real path, the texts that an editor changed again while saving (formatting).
   * Rejects with a CaravanError or the system's error; files before the failing one may be written.
   */
  writeAll(edits: readonly ApprovedEdit[], label: string): Promise<ReadonlyMap<string, string>>;
}
