import * as vscode from 'vscode';
import type { Caravan, ResumableRun } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import type { ChatSession } from './chatSession.ts';
import { viewId } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { showError } from './showError.ts';
import { firstLine } from './texts.ts';

/**
 * Once after start: offers a run that a crash or a closed window cut off, and to take over one that
 * goes on in another window. The core is loaded for it only where Caravan has been used before, that
 * is, where its storage folder exists.
 */
export function registerResumeOffer(
  core: LazyCore,
  session: ChatSession,
  storage: vscode.Uri,
  logger: Logger,
): vscode.Disposable {
  let isDisposed = false;
  const look = async (): Promise<void> => {
    if (isDisposed || !vscode.workspace.isTrusted || !(await exists(storage))) return;
    const caravan = await core.get();
    const [run] = await caravan.resumableRuns();
    if (isDisposed) return;
    await (run ? offerResume(caravan, session, run) : offerTakeOver(caravan, session));
  };
  const start = (): void => {
    look().catch((error: unknown) => showError(error, logger));
  };
  // After activation, which must not wait for it.
  const soon = setImmediate(start);
  const granted = vscode.workspace.onDidGrantWorkspaceTrust(start);
  return new vscode.Disposable(() => {
    isDisposed = true;
    clearImmediate(soon);
    granted.dispose();
  });
}

async function offerResume(
  caravan: Caravan,
  session: ChatSession,
  { runId, conversationId, task }: ResumableRun,
): Promise<void> {
  const resume = vscode.l10n.t('Resume');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Caravan was cut off while it worked on “{0}”.', firstLine(task)),
    resume,
    vscode.l10n.t('Show'),
  );
  if (choice === undefined) return;
  await vscode.commands.executeCommand(`${viewId}.focus`);
  if (choice === resume) {
    // VS Code cannot take a message back: its button may be pressed when the view's was already.
    const isOpen = (await caravan.resumableRuns()).some((each) => each.runId === runId);
    if (isOpen) return session.resume(runId);
    void vscode.window.showInformationMessage(
      caravan.activeRuns.includes(runId)
        ? vscode.l10n.t('“{0}” was resumed already and goes on.', firstLine(task))
        : vscode.l10n.t('“{0}” was resumed or dismissed already.', firstLine(task)),
    );
  }
  await session.openConversation(conversationId);
}

async function offerTakeOver(caravan: Caravan, session: ChatSession): Promise<void> {
  const [run] = await caravan.runsElsewhere();
  if (!run) return;
  const takeOver = vscode.l10n.t('Take Over');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Another window is working on “{0}”.', firstLine(run.task)),
    takeOver,
    vscode.l10n.t('Show'),
  );
  if (choice === undefined) return;
  await vscode.commands.executeCommand(`${viewId}.focus`);
  if (choice === takeOver) await caravan.takeOver(run.runId);
  await session.openConversation(run.conversationId);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
