import { randomUUID } from 'node:crypto';
import type { ProposedFile, WriteOperation } from './types.ts';

/** What exactly a user said yes to. */
export interface ApprovedWrite {
  readonly runId: string;
  /** Relative to the root, `/` separated. */
  readonly path: string;
  readonly realPath: string;
  readonly operation: WriteOperation;
  /** SHA-256 of the bytes to write. */
  readonly hash: string;
}

/** The approval of one file of a run's proposal, as it was shown. */
export function approvedWrite(runId: string, file: ProposedFile): ApprovedWrite {
  const { path, operation, hash, decision } = file;
  return { runId, path, operation, hash, realPath: decision.realPath };
}

/**
 * Approvals a user gave and nobody has used. Each is good once, for exactly the write it names. They
 * live in memory only: nothing on disk can bring one back.
 */
export class Approvals {
  readonly #open = new Map<string, ApprovedWrite>();

  /** Notes a user's yes; the result is what redeems it. */
  grant(write: ApprovedWrite): string {
    const id = randomUUID();
    this.#open.set(id, write);
    return id;
  }

  /** Uses an approval up, whether it fits or not; true when it was open and for this very write. */
  redeem(id: string, write: ApprovedWrite): boolean {
    const granted = this.#open.get(id);
    this.#open.delete(id);
    return (
      granted !== undefined &&
      granted.runId === write.runId &&
      granted.path === write.path &&
      granted.realPath === write.realPath &&
      granted.operation === write.operation &&
      granted.hash === write.hash
    );
  }
}
