import * as vscode from 'vscode';
import { pathNamedIn, targetPaths } from './targetPaths.ts';

/** Lets the user say which file code of an answer is for; undefined when they do not. */
export async function chooseTarget(
  code: string,
  open: readonly string[],
  all: readonly string[],
): Promise<string | undefined> {
  const other = { label: vscode.l10n.t('Another file…'), path: undefined };
  const items = targetPaths(code, open, all).map((path) => {
    const cut = path.lastIndexOf('/');
    return { label: path.slice(cut + 1), description: path.slice(0, Math.max(0, cut)), path };
  });
  const choice = await vscode.window.showQuickPick([...items, other], {
    title: vscode.l10n.t('Which file is this code for?'),
    placeHolder: vscode.l10n.t('You see the change before anything is written'),
    matchOnDescription: true,
  });
  if (choice !== other) return choice?.path;
  const value = pathNamedIn(code);
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Which file is this code for?'),
    prompt: vscode.l10n.t('A path inside the folder, such as src/name.ts'),
    ...(value !== undefined && { value }),
  });
  return typed?.trim() || undefined;
}
