import * as vscode from 'vscode';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/**
 * Called first by everything that would read, ask a model, write or run.
 * @throws CaravanError `workspace-untrusted` unless the user trusts the workspace.
 */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new CaravanError('workspace-untrusted', {
    text: userText('Caravan does nothing in a workspace you have not trusted.'),
    next: userText('Trust the workspace to go on.'),
  });
}
