import type * as vscode from 'vscode';

/** Follows one of VS Code's tokens: the only converter, since the core knows signals only. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
