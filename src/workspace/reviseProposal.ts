import { CaravanError } from '../base/errors.ts';
import { sha256 } from '../base/textFile.ts';
import { userText } from '../base/userText.ts';
import { countChanges } from './adaptText.ts';
import { authorizeFile } from './authorizeFile.ts';
import { chooseHunks, splitHunks, type Hunk } from './hunks.ts';
import { proposalId } from './proposalId.ts';
import type { Proposal, ProposedFile, WritePolicy } from './types.ts';

/** One file of a proposal with its separate changes. */
export interface FileHunks {
  /** Relative to the root, `/` separated. */
  readonly path: string;
  readonly operation: ProposedFile['operation'];
  /** A new file is one change. */
  readonly hunks: readonly Hunk[];
  /** The user has left the whole file out. */
  readonly isLeftOut: boolean;
}

/** Files of a proposal that would be written: neither left out nor denied nor without a change. */
export function filesToWrite({ files }: Proposal): readonly ProposedFile[] {
  return files.filter(
    ({ isLeftOut, before, after, decision }) =>
      !isLeftOut && after !== before && decision.decision !== 'deny',
  );
}

/** The separate changes of every file that could be written. */
export function proposalHunks({ files }: Proposal): readonly FileHunks[] {
  return files
    .filter(({ decision }) => decision.decision !== 'deny')
    .map(({ path, operation, before, after, isLeftOut = false }) => ({
      path,
      operation,
      isLeftOut,
      hunks: before === undefined ? [wholeFile(after)] : splitHunks(before, after),
    }))
    .filter(({ hunks }) => hunks.length > 0);
}

/**
 * The proposal with only the chosen changes, by path and index in {@link proposalHunks}. A file of
 * which none is chosen, or that is not named, is left out and keeps its text.
 * @throws CaravanError `invalid-argument` for an unknown path.
 */
export async function chooseChanges(
  proposal: Proposal,
  chosen: ReadonlyMap<string, readonly number[]>,
  policy: WritePolicy,
): Promise<Proposal> {
  for (const path of chosen.keys()) fileOf(proposal, path);
  const files: ProposedFile[] = [];
  for (const file of proposal.files.map(included)) {
    const indexes = new Set(chosen.get(file.path));
    if (file.decision.decision === 'deny') files.push(file);
    else if (indexes.size === 0) files.push({ ...file, isLeftOut: true });
    else if (file.before === undefined) files.push(file);
    else {
      const after = chooseHunks(file.before, file.after, indexes);
      files.push(await withText(proposal, file, after, policy));
    }
  }
  return revised(proposal, files);
}

/**
 * The proposal with a file's text as the user wrote it, byte for byte.
 * @throws CaravanError `invalid-argument` for an unknown path, `write-denied` for a denied file.
 */
export async function editProposal(
  proposal: Proposal,
  path: string,
  after: string,
  policy: WritePolicy,
): Promise<Proposal> {
  const file = included(fileOf(proposal, path));
  if (file.decision.decision === 'deny') {
    throw new CaravanError('write-denied', {
      text: file.decision.reason ?? userText('{0} is not one of the files that may change.', path),
      kept: userText('The proposal is as it was.'),
    });
  }
  const changed = await withText(proposal, file, after, policy);
  // An emptied new file is one the user does not want.
  const isEmptied = file.before === undefined && after === '';
  const edited: ProposedFile = isEmptied ? { ...changed, isLeftOut: true } : changed;
  return revised(
    proposal,
    proposal.files.map((each) => (each.path === path ? edited : each)),
  );
}

/** Same texts, same proposal: what was tested stays tested. Other ones make another proposal. */
function revised(proposal: Proposal, files: readonly ProposedFile[]): Proposal {
  if (JSON.stringify(files) === JSON.stringify(proposal.files)) return proposal;
  const { runId, root } = proposal;
  const content = { runId, root, files, verification: 'unverified' } as const;
  return { id: proposalId(content), ...content, isRevised: true };
}

async function withText(
  { root }: Proposal,
  file: ProposedFile,
  after: string,
  policy: WritePolicy,
): Promise<ProposedFile> {
  if (after === file.after) return file;
  const decision = await authorizeFile(policy, root, { ...file, after });
  const counts = countChanges(file.before ?? '', after);
  return { ...file, after, hash: sha256(after), ...counts, decision };
}

function fileOf(proposal: Proposal, path: string): ProposedFile {
  const file = proposal.files.find((candidate) => candidate.path === path);
  if (file) return file;
  throw new CaravanError('invalid-argument', {
    text: userText('{0} is not part of the proposal.', path),
  });
}

function included(file: ProposedFile): ProposedFile {
  const { isLeftOut, ...rest } = file;
  return isLeftOut ? rest : file;
}

function wholeFile(added: string): Hunk {
  return { beforeLine: 1, afterLine: 1, removed: '', added };
}
