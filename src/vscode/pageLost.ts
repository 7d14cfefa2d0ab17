import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';

/** Says that a page of the chat is dead, and loads it again when the user wants it. */
export async function offerReload(load: () => void, log: Logger): Promise<void> {
  log.warn('A page of the chat is shown and does not answer.');
  const reload = vscode.l10n.t('Reload Chat');
  const reloadWindow = vscode.l10n.t('Reload Window');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The chat does not answer. Nothing is lost: what is running goes on, and your draft is kept. If the chat stays empty after it is loaded again, reload the window.',
    ),
    reload,
    reloadWindow,
  );
  if (chosen === reload) load();
  if (chosen === reloadWindow)
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
}
