import * as vscode from 'vscode';
import type { Caravan, ProposalConflict } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { mergeFile } from './mergeFile.ts';
import { showError } from './showError.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';
import { renderError } from './texts.ts';

/** What a conflict needs to be settled. */
export interface ConflictDeps {
  readonly documents: SnapshotDocuments;
  readonly logger: Logger;
}

/**
 * Offers what can be done when files changed since they were planned: merge them by hand, or apply
 * the others. Does not wait for the answer; without one the user's texts stay. False when the error
 * is no conflict.
 */
export async function offerMerge(
  { documents, logger }: ConflictDeps,
  caravan: Caravan,
  runId: string,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof CaravanError) || error.code !== 'write-conflict') return false;
  const conflicts = await caravan.conflicts(runId);
  const proposal = await caravan.proposal(runId);
  if (conflicts.length === 0 || !proposal) return false;
  const changed = new Set(conflicts.map(({ path }) => path));
  const others = proposal.files
    .filter(({ decision, isLeftOut }) => decision.decision === 'allow' && !isLeftOut)
    .filter(({ path, before, after }) => after !== before && !changed.has(path))
    .map(({ path }) => path);
  const merge = vscode.l10n.t('Merge');
  const applyOthers = vscode.l10n.t('Apply the Others');
  const choices = others.length > 0 ? [merge, applyOthers] : [merge];
  const settle = async (): Promise<void> => {
    const choice = await vscode.window.showWarningMessage(renderError(error.toInfo()), ...choices);
    if (choice === applyOthers) await caravan.apply(runId, others, proposal.id);
    if (choice === merge) await mergeAll(conflicts, documents, logger);
  };
  settle().catch((reason: unknown) => showError(reason, logger));
  return true;
}

async function mergeAll(
  conflicts: readonly ProposalConflict[],
  documents: SnapshotDocuments,
  logger: Logger,
): Promise<void> {
  for (const { proposed, ...conflict } of conflicts) {
    const incomingTitle = vscode.l10n.t('Proposed by Caravan');
    await mergeFile(documents, { ...conflict, incoming: proposed, incomingTitle }, logger);
  }
}
