import * as vscode from 'vscode';
import type { ErrorInfo } from '../app/index.ts';
import { translate } from '../base/userText.ts';
import type { Logger } from '../base/logger.ts';
import { commandIds } from './ids.ts';
import { renderError } from './texts.ts';
import type { VsCodeSettings } from './vsCodeSettings.ts';

/** Tells the user about values that are not taken as they stand, each once. */
export function registerSettingProblems(settings: VsCodeSettings, log: Logger): vscode.Disposable {
  let told: readonly string[] = [];
  const tell = (): void => {
    const now = settings.problems.map((problem) => JSON.stringify(problem));
    for (const [index, problem] of settings.problems.entries()) {
      if (!told.includes(now[index] ?? '')) show(problem, log);
    }
    told = now;
  };
  tell();
  return settings.onChange(tell);
}

function show(problem: ErrorInfo, log: Logger): void {
  log.warn(translate(problem.text));
  const open = vscode.l10n.t('Settings');
  void vscode.window
    .showWarningMessage(renderError(problem), open)
    .then((chosen) => chosen === open && vscode.commands.executeCommand(commandIds.openSettings));
}
