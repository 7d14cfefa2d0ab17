import * as vscode from 'vscode';
import type { ErrorCode } from '../app/index.ts';
import { isAbortError } from '../base/abort.ts';
import { toErrorInfo } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { commandIds } from './ids.ts';
import { renderError } from './texts.ts';

/** Logs an error and shows it with the button that leads on. Aborts are what the user wanted. */
export function showError(error: unknown, logger: Logger): void {
  if (isAbortError(error)) return;
  const info = toErrorInfo(error);
  if (info.code === 'cancelled') return;
  logger.error(error instanceof Error ? error : String(error));
  const actions = actionsFor(info.code);
  void vscode.window
    .showErrorMessage(renderError(info), ...actions.map((action) => action.title))
    .then((title) => {
      const action = actions.find((candidate) => candidate.title === title);
      return action && vscode.commands.executeCommand(action.command);
    });
}

function actionsFor(code: ErrorCode): readonly { title: string; command: string }[] {
  const diagnose = { title: vscode.l10n.t('Diagnose'), command: commandIds.diagnose };
  const settings = { title: vscode.l10n.t('Settings'), command: commandIds.openSettings };
  const log = { title: vscode.l10n.t('Show Log'), command: commandIds.showLog };
  if (code === 'workspace-untrusted') {
    return [{ title: vscode.l10n.t('Manage Trust'), command: 'workbench.trust.manage' }];
  }
  if (code === 'model-missing' || code === 'no-model') {
    return [{ title: vscode.l10n.t('Select Model'), command: commandIds.selectModel }, diagnose];
  }
  if (code.startsWith('host-') || code === 'not-a-model-server') return [diagnose, settings];
  return [log];
}
