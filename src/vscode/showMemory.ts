import * as vscode from 'vscode';
import type { Experience } from '../app/index.ts';
import { showInvisible } from '../base/showInvisible.ts';
import type { Logger } from '../base/logger.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';
import { showError } from './showError.ts';

interface MemoryItem extends vscode.QuickPickItem {
  readonly task: string;
}

/** “Show Memory…”: what is remembered of earlier tasks of this workspace, to look at and to forget. */
export function registerShowMemory(
  core: LazyCore,
  isOn: () => boolean,
  log: Logger,
): vscode.Disposable {
  return registerCommand(commandIds.showMemory, log, { needs: 'trusted' }, async () => {
    const caravan = await core.get();
    const pick = vscode.window.createQuickPick<MemoryItem>();
    const clearAll = {
      iconPath: new vscode.ThemeIcon('clear-all'),
      tooltip: vscode.l10n.t('Forget everything'),
    };
    const settings = { iconPath: new vscode.ThemeIcon('gear'), tooltip: vscode.l10n.t('Settings') };
    pick.title = isOn()
      ? vscode.l10n.t('What Caravan remembers of earlier tasks here')
      : vscode.l10n.t('Memory is off. What Caravan remembers from before');
    pick.placeholder = vscode.l10n.t('Search; the bin forgets one task');
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    const load = async (): Promise<void> => {
      const known = await caravan.memories();
      pick.items = known.toReversed().map(itemOf);
      pick.buttons = known.length === 0 ? [settings] : [clearAll, settings];
      if (known.length === 0) pick.placeholder = vscode.l10n.t('Nothing is remembered.');
    };
    const attempt = (work: () => Promise<void>): void => {
      work().catch((error: unknown) => showError(error, log));
    };
    pick.onDidTriggerItemButton(({ item }) =>
      attempt(async () => {
        await caravan.forget(item.task);
        await load();
      }),
    );
    pick.onDidTriggerButton((button) =>
      attempt(async () => {
        if (button === settings) {
          pick.hide();
          await vscode.commands.executeCommand('workbench.action.openSettings', 'caravan.memory');
        } else if (await confirmed()) {
          await caravan.forget();
          await load();
        }
      }),
    );
    pick.onDidHide(() => pick.dispose());
    await load();
    pick.show();
  });
}

async function confirmed(): Promise<boolean> {
  const forget = vscode.l10n.t('Forget');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Forget everything Caravan learnt from earlier tasks of this workspace?'),
    { modal: true },
    forget,
  );
  return choice === forget;
}

function itemOf({ task, outcome, lesson, at }: Experience): MemoryItem {
  const forget = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Forget') };
  const line = plain(task.trim().split('\n', 1)[0] ?? '').slice(0, 120);
  return {
    task,
    label: `$(${outcome === 'done' ? 'pass' : 'error'}) ${line}`,
    description: new Date(at).toLocaleString(vscode.env.language),
    detail: plain(lesson),
    buttons: [forget],
  };
}

/** Text for a list: invisible signs are named, icons are not drawn. */
function plain(text: string): string {
  return showInvisible(text).replaceAll('$(', '$\u200B(');
}
