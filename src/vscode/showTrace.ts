import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';

/** `Caravan: Show Trace of Model Calls`: the last calls as JSON lines, to read or to save. */
export function registerShowTrace(core: LazyCore, log: Logger): vscode.Disposable {
  return registerCommand(commandIds.showTrace, log, { needs: 'nothing' }, async () => {
    const records = core.loaded?.trace() ?? [];
    const content = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const document = await vscode.workspace.openTextDocument({ language: 'jsonl', content });
    await vscode.window.showTextDocument(document);
  });
}
