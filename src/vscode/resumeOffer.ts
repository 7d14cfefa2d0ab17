import * as vscode from 'vscode';
import type { Caravan } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import type { ChatSession } from './chatSession.ts';
import { viewId } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { showError } from './showError.ts';

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
    if (!run) return offerTakeOver(caravan, session);
    const resume = vscode.l10n.t('Resume');
    const show = vscode.l10n.t('Show');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Caravan was cut off while it worked on “{0}”.', shorten(run.task)),
      resume,
      show,
    );
    if (choice === undefined) return;
    await vscode.commands.executeCommand(`${viewId}.focus`);
    if (choice === resume) await session.resume(run.runId);
    else await session.openConversation(run.conversationId);
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

async function offerTakeOver(caravan: Caravan, session: ChatSession): Promise<void> {
  const [run] = await caravan.runsElsewhere();
  if (!run) return;
  const takeOver = vscode.l10n.t('Take Over');
  const show = vscode.l10n.t('Show');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Another window is working on “{0}”.', shorten(run.task)),
    takeOver,
    show,
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

function shorten(task: string): string {
  const line = task.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}
