import * as vscode from 'vscode';

/** What the user ticks, and where they look before they decide. */
export interface PickWithPreviews<T extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder?: string;
  readonly items: readonly T[];
  readonly isTicked: (item: T) => boolean;
  /** Shows what the button of an item, {@link previewButton}, asks for. */
  readonly preview: (item: T) => void;
}

/** The button of an item that can be looked at. */
export function previewButton(): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon('diff'), tooltip: vscode.l10n.t('Preview') };
}

/** Lets the user tick items of a list; undefined when they close it. */
export async function pickWithPreviews<T extends vscode.QuickPickItem>(
  options: PickWithPreviews<T>,
): Promise<readonly T[] | undefined> {
  const pick = vscode.window.createQuickPick<T>();
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  pick.items = options.items;
  pick.selectedItems = options.items.filter(options.isTicked);
  // Previews open beside the list, which has to stay.
  pick.ignoreFocusOut = true;
  const previews = pick.onDidTriggerItemButton(({ item }) => options.preview(item));
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve([...pick.selectedItems]));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    previews.dispose();
    pick.dispose();
  }
}
