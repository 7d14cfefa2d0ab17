import * as vscode from 'vscode';
import { badgeOf } from './chatBadge.ts';
import { openChatPage, type ChatPageDeps } from './chatPage.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { viewId } from './ids.ts';
import type { RunProgress } from './runProgress.ts';
import { progressTitle } from './progressTitle.ts';
import type { WaitingPlans } from './waitingPlans.ts';

/** What the chat view needs. */
export interface ChatViewDeps extends ChatPageDeps {
  readonly session: ChatSession;
  readonly connection: ConnectionMonitor;
  readonly plans: WaitingPlans;
  readonly progress: RunProgress;
}

/** The chat in the side bar: its page, its badge and its description. */
export function registerChatView(deps: ChatViewDeps): vscode.Disposable {
  let view: vscode.WebviewView | undefined;
  const decorate = (): void => {
    if (view) decorateView(view, deps);
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(viewId, {
      resolveWebviewView: (resolved) => {
        view = resolved;
        const { webview, onDidChangeVisibility } = resolved;
        const isVisible = (): boolean => resolved.visible;
        const surface = { place: 'view', webview, isVisible, onDidChangeVisibility } as const;
        const page = openChatPage(surface, deps);
        resolved.onDidDispose(() => {
          page.dispose();
          if (view === resolved) view = undefined;
        });
        decorate();
      },
    }),
    deps.connection.onChange(decorate),
    deps.plans.onChange(decorate),
    deps.progress.onChange(decorate),
    deps.session.onRunEvent((event) => {
      if (event.type === 'proposal' || event.type === 'run-end') decorate();
    }),
  );
}

function decorateView(view: vscode.WebviewView, deps: ChatViewDeps): void {
  const { state } = deps.connection;
  // VS Code shows no description where a view is alone in its container, as this one is at first.
  view.title = progressTitle(deps.progress.runs) ?? vscode.l10n.t('Chat');
  view.description = state.kind === 'ready' || state.kind === 'pulling' ? state.model : '';
  view.badge = badgeOf(deps.session, deps.plans);
}
