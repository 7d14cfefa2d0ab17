import * as vscode from 'vscode';
import { isOnThisMachine } from '../app/index.ts';
import { translate } from '../base/userText.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { commandIds, viewId } from './ids.ts';
import { registerCommand } from './registerCommand.ts';
import type { Logger } from '../base/logger.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

/** The status bar item (model and state) and the menu behind it. */
export function registerStatusBar(
  session: ChatSession,
  connection: ConnectionMonitor,
  logger: Logger,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Caravan';
  item.command = commandIds.menu;
  const running = new Set<string>();
  const update = (): void => show(item, connection, running.size);
  update();
  item.show();
  return vscode.Disposable.from(
    item,
    connection.onChange(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
    session.onRunEvent((event) => {
      if (event.type === 'run-start') running.add(event.runId);
      else if (event.type === 'run-end') running.delete(event.runId);
      else return;
      update();
    }),
    registerCommand(commandIds.menu, logger, { needs: 'nothing' }, () => openMenu(running.size)),
  );
}

function show(item: vscode.StatusBarItem, connection: ConnectionMonitor, running: number): void {
  const { state } = connection;
  item.backgroundColor = undefined;
  item.text = '$(rocket) Caravan';
  item.tooltip = vscode.l10n.t('Caravan: click for what it can do');
  if (!vscode.workspace.isTrusted) {
    item.tooltip = vscode.l10n.t('Caravan does nothing until you trust this workspace.');
    return;
  }
  if (!connection.wasChecked) return;
  switch (state.kind) {
    case 'checking':
      item.text = '$(sync~spin) Caravan';
      item.tooltip = vscode.l10n.t('Caravan is asking the model server…');
      break;
    case 'ready': {
      const isElsewhere = !isOnThisMachine({ url: state.host });
      const icon = isElsewhere ? '$(globe)' : '$(rocket)';
      item.text = `${running > 0 ? '$(sync~spin)' : icon} ${state.model}`;
      item.tooltip =
        running > 0
          ? vscode.l10n.t('Caravan is working with {0} on {1}', state.model, state.host)
          : vscode.l10n.t('Caravan uses {0} on {1}', state.model, state.host);
      if (isElsewhere) {
        item.tooltip += `\n${vscode.l10n.t('Your code leaves this machine.')}`;
      }
      break;
    }
    case 'pulling': {
      const part = state.fraction === undefined ? '' : ` ${Math.round(state.fraction * 100)} %`;
      item.text = `$(cloud-download) ${state.model}${part}`;
      item.tooltip = vscode.l10n.t('Caravan is downloading {0}', state.model);
      break;
    }
    case 'problem':
      item.text = '$(warning) Caravan';
      item.tooltip = translate(state.error.text, vscode.l10n.bundle);
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
      break;
  }
}

async function openMenu(running: number): Promise<void> {
  const items: MenuItem[] = [
    { label: vscode.l10n.t('$(comment-discussion) Open Chat'), command: `${viewId}.focus` },
    { label: vscode.l10n.t('$(sparkle) Generate Code'), command: commandIds.generateCode },
    { label: vscode.l10n.t('$(edit) Insert Code at Cursor'), command: commandIds.insertCode },
    { label: vscode.l10n.t('$(server) Select Model'), command: commandIds.selectModel },
    { label: vscode.l10n.t('$(pulse) Diagnose Connection'), command: commandIds.diagnose },
    { label: vscode.l10n.t('$(output) Show Log'), command: commandIds.showLog },
    { label: vscode.l10n.t('$(gear) Settings'), command: commandIds.openSettings },
  ];
  if (running > 0) {
    items.unshift({ label: vscode.l10n.t('$(debug-stop) Stop'), command: commandIds.stop });
  }
  const choice = await vscode.window.showQuickPick(items, { title: 'Caravan' });
  if (choice) await vscode.commands.executeCommand(choice.command);
}
