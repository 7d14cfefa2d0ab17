import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import type { ChatSession } from './chatSession.ts';
import type { EndedRun, EndedRuns } from './endedRuns.ts';
import { viewId } from './ids.ts';
import { showError } from './showError.ts';
import { firstLine, renderError } from './texts.ts';

/** What the notice of an ended run needs. */
export interface EndNoticeDeps {
  readonly session: Pick<ChatSession, 'openConversation'>;
  readonly ended: EndedRuns;
  readonly log: Logger;
}

/** One notification for each run that ends while the user is in another window. */
export function registerEndNotice({ session, ended, log }: EndNoticeDeps): vscode.Disposable {
  const tell = async (run: EndedRun): Promise<void> => {
    if (vscode.window.state.focused || run.outcome === 'cancelled') return;
    const show = vscode.l10n.t('Show');
    const choice = await vscode.window.showInformationMessage(textOf(run), show);
    if (choice === undefined) return;
    await vscode.commands.executeCommand(`${viewId}.focus`);
    await session.openConversation(run.conversationId);
  };
  return vscode.Disposable.from(
    ended.onDidEnd((run) => {
      tell(run).catch((error: unknown) => showError(error, log));
    }),
  );
}

function textOf({ task, outcome, error, isToReview }: EndedRun): string {
  const name = firstLine(task);
  if (isToReview) return vscode.l10n.t('“{0}” has ended: its files wait for your review.', name);
  if (outcome === 'done' || outcome === 'answered') return vscode.l10n.t('“{0}” is done.', name);
  const why = error ? renderError(error) : '';
  return vscode.l10n.t('“{0}” has ended without a result. {1}', name, why).trim();
}
