import { filesToWrite } from './reviseProposal.ts';
import type { Proposal, WorkspaceWriter } from './types.ts';

/** A proposed file that somebody changed since the proposal was made, with the three texts to merge. */
export interface ProposalConflict {
  readonly path: string;
  readonly realPath: string;
  /** What the proposal was made from; undefined when there was no file. */
  readonly base: string | undefined;
  /** What is there now; undefined when it was deleted. */
  readonly current: string | undefined;
  readonly proposed: string;
}

/** The files of a proposal that can no longer be applied as they are. Changes nothing. */
export async function proposalConflicts(
  proposal: Proposal,
  writer: WorkspaceWriter,
): Promise<readonly ProposalConflict[]> {
  const conflicts: ProposalConflict[] = [];
  for (const { path, decision, before, beforeHash, after } of filesToWrite(proposal)) {
    const { realPath } = decision;
    const current = await writer.readCurrent(realPath);
    if (current?.hash === beforeHash) continue;
    conflicts.push({ path, realPath, base: before, current: current?.text, proposed: after });
  }
  return conflicts;
}
