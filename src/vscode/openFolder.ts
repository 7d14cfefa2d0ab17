import * as vscode from 'vscode';

/** The folder Caravan works in: the first one that is on a disk; undefined when there is none. */
export function openFolder(): string | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
}
