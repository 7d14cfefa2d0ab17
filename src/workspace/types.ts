import type { UserText } from '../base/userText.ts';

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
  readonly operation: WriteOperation;
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
}

/** Edits that are not yet written. Plain JSON: it survives a restart on disk. */
export interface Proposal {
  readonly id: string;
  readonly runId: string;
  /** Absolute folder all paths are relative to. */
  readonly root: string;
  readonly files: readonly ProposedFile[];
  readonly verification: 'verified' | 'failed' | 'unverified';
}

/** A file to write, after policy and approval. */
export interface ApprovedEdit {
  readonly realPath: string;
  readonly operation: WriteOperation;
  readonly beforeHash: string | undefined;
  readonly after: string;
}

/**
 * Writes a set of files as one undoable step: all of them or none.
 * VS Code's implementation is one WorkspaceEdit; Node's writes atomically and rolls back.
 */
export interface WorkspaceWriter {
  /**
   * Text of the file as the user sees it now (an unsaved editor counts), or undefined if missing.
   * @throws CaravanError `write-denied` for what is not readable text.
   */
  readCurrent(
    realPath: string,
  ): Promise<{ readonly text: string; readonly hash: string } | undefined>;
  /** @throws CaravanError `write-conflict` or `write-failed`; nothing is changed then. */
  writeAll(edits: readonly ApprovedEdit[], label: string): Promise<void>;
}
