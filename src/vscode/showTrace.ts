import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import { commandIds, traceScheme } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';

/** `Caravan: Show Trace of Model Calls`: the last calls as JSON lines, to read or to save. */
export function registerShowTrace(core: LazyCore, log: Logger): vscode.Disposable {
  // An address for each time: VS Code keeps the text of a virtual document it has seen.
  let shown = 0;
  const path = `/${vscode.l10n.t('Caravan Trace')}.jsonl`;
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(traceScheme, {
      provideTextDocumentContent: () =>
        (core.loaded?.trace() ?? []).map((record) => `${JSON.stringify(record)}\n`).join(''),
    }),
    registerCommand(commandIds.showTrace, log, { needs: 'nothing' }, async () => {
      const uri = vscode.Uri.from({ scheme: traceScheme, path, query: String(shown++) });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    }),
  );
}
