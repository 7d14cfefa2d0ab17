import { CaravanError } from '../base/errors.ts';
import { sha256 } from '../base/textFile.ts';
import { userText, type UserText } from '../base/userText.ts';
import { authorizeFile } from './authorizeFile.ts';
import { approvedWrite, type Approvals } from './approvals.ts';
import type { FileChange, Transactions } from './transactions.ts';
import type { Proposal, ProposedFile, WritePolicy } from './types.ts';

/** How a proposal is applied. */
export interface ApplyOptions {
  readonly policy: WritePolicy;
  readonly transactions: Transactions;
  readonly approvals: Approvals;
  /** What the user said yes to, by path, each redeemed here. Without one a file is not written. */
  readonly granted: ReadonlyMap<string, string>;
  /** What the run was for, as the restore point shows it. */
  readonly task: string;
  /** Files to write. Without it all that need no asking; `ask` files are written only by name. */
  readonly paths?: readonly string[];
  /** Name of the undo step. */
  readonly label?: string;
}

/**
 * Writes a proposal in one step and returns the paths written. Every file is authorised again and
 * compared with what the proposal read, at the time of writing.
 * @throws CaravanError `write-denied`, `write-conflict`, `write-failed`, `invalid-argument`;
 * nothing is written then.
 */
export async function applyProposal(
  proposal: Proposal,
  options: ApplyOptions,
): Promise<readonly string[]> {
  const { policy, transactions, approvals, granted, paths, task } = options;
  const changes: FileChange[] = [];
  for (const file of select(proposal, paths)) {
    if (sha256(file.after) !== file.hash) throw altered(file);
    if (file.decision.decision === 'deny') {
      if (paths === undefined) continue;
      throw denied(file, file.decision.reason);
    }
    const decision = await authorizeFile(policy, proposal.root, file);
    const { realPath } = decision;
    if (decision.decision === 'deny') throw denied(file, decision.reason);
    if (realPath !== file.decision.realPath) throw denied(file);
    if (decision.decision === 'ask' && !paths?.includes(file.path)) continue;
    const approval = granted.get(file.path) ?? '';
    if (!approvals.redeem(approval, approvedWrite(proposal.runId, file))) throw notApproved(file);
    const { path, operation, beforeHash, after } = file;
    changes.push({ path, edit: { realPath, operation, beforeHash, after } });
  }
  if (changes.length > 0) {
    const { id: proposalId, runId, root } = proposal;
    const purpose = { kind: 'apply', label: options.label ?? 'Caravan' } as const;
    await transactions.write(changes, { ...purpose, proposalId, runId, root, task });
  }
  return changes.map(({ path }) => path);
}

function select(
  { files }: Proposal,
  paths: readonly string[] | undefined,
): readonly ProposedFile[] {
  // What the user left out, or edited back to what is there, is no part of it any more.
  const chosen = files.filter((file) => !file.isLeftOut && file.after !== file.before);
  const unknown = paths?.find((path) => !chosen.some((file) => file.path === path));
  if (unknown !== undefined) {
    throw new CaravanError('invalid-argument', {
      text: userText('{0} is not part of the proposal.', unknown),
    });
  }
  return paths ? chosen.filter((file) => paths.includes(file.path)) : chosen;
}

function denied(file: ProposedFile, reason?: UserText): CaravanError {
  return new CaravanError('write-denied', {
    text: reason ?? userText('{0} now leads to another place.', file.path),
    kept: userText('Nothing was written.'),
    next: userText('Apply the other files by name, or copy the text by hand.'),
  });
}

function altered(file: ProposedFile): CaravanError {
  return new CaravanError('state-corrupt', {
    text: userText('The stored text of {0} is not what was shown.', file.path),
    kept: userText('Nothing was written.'),
    next: userText('Run the task again.'),
  });
}

function notApproved(file: ProposedFile): CaravanError {
  return new CaravanError('write-denied', {
    text: userText('There is no approval for {0} as it would be written.', file.path),
    kept: userText('Nothing was written.'),
    next: userText('Look at the changes again and apply them from there.'),
  });
}
