import * as vscode from 'vscode';
import { openChatPage, type ChatPageDeps } from './chatPage.ts';
import { chatEditorType, commandIds } from './ids.ts';
import { registerCommand } from './registerCommand.ts';

/** What the chat in a tab needs. */
export interface ChatEditorDeps extends ChatPageDeps {
  readonly log: vscode.LogOutputChannel;
}

/** The chat in a tab of the editor, one for each group, there again after a restart. */
export function registerChatEditor(deps: ChatEditorDeps): vscode.Disposable {
  const open = new Map<vscode.WebviewPanel, vscode.Disposable>();
  const adopt = (panel: vscode.WebviewPanel): void => {
    const { webview, onDidChangeViewState: onDidChangeVisibility } = panel;
    const isVisible = (): boolean => panel.visible;
    const surface = { place: 'editor', webview, isVisible, onDidChangeVisibility } as const;
    const page = openChatPage(surface, deps);
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(deps.extensionUri, 'media', `caravan-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const subscriptions = vscode.Disposable.from(
      page,
      panel.onDidChangeViewState(() => {
        if (panel.active) page.touch();
      }),
      panel.onDidDispose(() => {
        open.delete(panel);
        subscriptions.dispose();
      }),
    );
    open.set(panel, subscriptions);
  };
  const show = (): void => {
    const { viewColumn } = vscode.window.tabGroups.activeTabGroup;
    const there = [...open.keys()].find((panel) => panel.viewColumn === viewColumn);
    if (there) return there.reveal();
    const column = vscode.ViewColumn.Active;
    adopt(vscode.window.createWebviewPanel(chatEditorType, 'Caravan', column));
  };
  return vscode.Disposable.from(
    registerCommand(commandIds.openChatInEditor, deps.log, { needs: 'nothing' }, show),
    vscode.window.registerWebviewPanelSerializer(chatEditorType, {
      deserializeWebviewPanel: (panel) => Promise.resolve(adopt(panel)),
    }),
    // The tabs themselves stay open: they are there again when the window is.
    { dispose: () => open.forEach((subscriptions) => void subscriptions.dispose()) },
  );
}
