import { CaravanError } from '../base/errors.ts';
import { sha256 } from '../base/textFile.ts';
import { userText, type UserText } from '../base/userText.ts';
import { authorizeFile } from './authorizeFile.ts';
import type { Proposal, ProposedFile, WorkspaceWriter, WritePolicy } from './types.ts';

/** How a proposal is applied. */
export interface ApplyOptions {
  readonly policy: WritePolicy;
  readonly writer: WorkspaceWriter;
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
  { policy, writer, paths, label = 'Caravan' }: ApplyOptions,
): Promise<readonly string[]> {
  const chosen: { readonly file: ProposedFile; readonly realPath: string }[] = [];
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
    chosen.push({ file, realPath });
  }
  const changed: string[] = [];
  for (const { file, realPath } of chosen) {
    const current = await writer.readCurrent(realPath);
    if (current?.hash !== file.beforeHash) changed.push(file.path);
  }
  if (changed.length > 0) throw conflict(changed);
  if (chosen.length > 0) {
    const edits = chosen.map(({ file, realPath }) => ({
      realPath,
      operation: file.operation,
      beforeHash: file.beforeHash,
      after: file.after,
    }));
    await writer.writeAll(edits, label);
  }
  return chosen.map(({ file }) => file.path);
}

function select(
  { files }: Proposal,
  paths: readonly string[] | undefined,
): readonly ProposedFile[] {
  const unknown = paths?.find((path) => !files.some((file) => file.path === path));
  if (unknown !== undefined) {
    throw new CaravanError('invalid-argument', {
      text: userText('{0} is not part of the proposal.', unknown),
    });
  }
  return paths ? files.filter((file) => paths.includes(file.path)) : files;
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

function conflict(paths: readonly string[]): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('Changed since the proposal was made: {0}', paths.join(', ')),
    kept: userText('Nothing was written; your newer text is untouched.'),
    next: userText('Run the task again to work from the newer text.'),
    data: { paths: paths.join(', ') },
  });
}
