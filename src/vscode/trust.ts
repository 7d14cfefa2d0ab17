import * as vscode from 'vscode';
import { untrusted } from './untrusted.ts';

/**
 * Called first by everything that would read, ask a model, write or run.
 * @throws CaravanError `workspace-untrusted` unless the user trusts the workspace.
 */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw untrusted();
}
