import * as vscode from 'vscode';
import type { ErrorInfo } from '../app/index.ts';
import { showInvisible } from '../base/showInvisible.ts';
import type { UserText } from '../base/userText.ts';

/** A text of the core in the language of the editor. */
export function render(text: UserText): string {
  const args = text.args?.map((arg) => (typeof arg === 'string' ? showInvisible(arg) : arg));
  return vscode.l10n.t(text.message, ...(args ?? []));
}

/** What happened, what was kept and what to do, in the language of the editor. */
export function renderError(info: ErrorInfo): string {
  return [info.text, info.kept, info.next]
    .filter((part) => part !== undefined)
    .map(render)
    .join(' ');
}

/** The first line of a task, cut to fit a notification. */
export function firstLine(task: string): string {
  const line = showInvisible(task.trim().split('\n', 1)[0] ?? '');
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}
