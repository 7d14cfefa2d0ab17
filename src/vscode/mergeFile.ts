import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';

/** A file somebody changed, and the change that no longer fits it. */
export interface MergeRequest {
  /** Absolute. */
  readonly realPath: string;
  /** What both sides come from; undefined when there was no file. */
  readonly base: string | undefined;
  /** The user's text; undefined when the user removed the file. */
  readonly current: string | undefined;
  /** The other text; undefined when the file would go. */
  readonly incoming: string | undefined;
  /** What the other text is, in the user's language. */
  readonly incomingTitle: string;
}

/**
 * Opens VS Code's merge editor on the file itself: it starts with the user's text, and nothing
 * changes until the user takes something over. Where merging makes no sense, shows both texts.
 */
export async function mergeFile(
  documents: SnapshotDocuments,
  request: MergeRequest,
  logger: Logger,
): Promise<void> {
  const { realPath, base, current, incoming, incomingTitle } = request;
  const output = vscode.Uri.file(realPath);
  const theirs = documents.add(realPath, incoming ?? '');
  if (current === undefined) {
    await vscode.commands.executeCommand('vscode.open', theirs, { preview: true }, incomingTitle);
    return;
  }
  const yours = documents.add(realPath, current);
  if (incoming !== undefined) {
    try {
      // The command VS Code's own Git extension opens its merge editor with.
      await vscode.commands.executeCommand('_open.mergeEditor', {
        base: documents.add(realPath, base ?? ''),
        input1: { uri: yours, title: vscode.l10n.t('Yours') },
        input2: { uri: theirs, title: incomingTitle },
        output,
      });
      return;
    } catch (error) {
      logger.warn('The merge editor could not be opened', error);
    }
  }
  const title = `${vscode.workspace.asRelativePath(output)}: ${incomingTitle}`;
  await vscode.commands.executeCommand('vscode.diff', theirs, output, title, { preview: true });
}
