import * as vscode from 'vscode';
import { chatEditorType } from './ids.ts';
import type { ViewChannel } from './viewChannel.ts';
import type { PagePlace } from './viewPage.ts';

/**
 * Where a command is to show something: in the tab from whose title bar it was called, or that is in
 * front while the side bar shows no chat; else in the side bar. `source` is what VS Code gives the
 * command: the title bar of an editor names its resource, other places name nothing.
 */
export function chatPlace(source: unknown, channel: Pick<ViewChannel, 'isShownIn'>): PagePlace {
  if (source instanceof vscode.Uri && source.scheme === 'webview-panel') return 'editor';
  return isTabInFront() && !channel.isShownIn('view') ? 'editor' : 'view';
}

function isTabInFront(): boolean {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // VS Code puts a prefix before the type of a panel.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(chatEditorType);
}
