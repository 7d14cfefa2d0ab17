import * as vscode from 'vscode';
import type { HostStatus } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import { signalOf } from './abortSignal.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';

interface InstalledItem extends vscode.QuickPickItem {
  readonly host: string;
}

/** `Caravan: Download Model…` and `Caravan: Delete Model…`. */
export function registerManageModels(
  core: LazyCore,
  connection: ConnectionMonitor,
  log: Logger,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(commandIds.pullModel, log, { needs: 'trusted' }, async (name) => {
      const model = typeof name === 'string' ? name : await askForModel();
      if (model?.trim()) await pullWithProgress(connection, model.trim());
    }),
    registerCommand(commandIds.deleteModel, log, { needs: 'trusted' }, async () => {
      const caravan = await core.get();
      const { hosts } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Listing models…') },
        (_progress, token) => caravan.diagnose(signalOf(token)),
      );
      const chosen = await pickInstalled(hosts);
      if (!chosen || !(await confirmDeletion(chosen))) return;
      await caravan.deleteModel(chosen.label, chosen.host, new AbortController().signal);
      await connection.check();
    }),
  );
}

/** Downloads a model, with progress and a way to stop in a notification. */
export async function pullWithProgress(
  connection: ConnectionMonitor,
  model: string,
): Promise<void> {
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Downloading {0}', model),
      cancellable: true,
    },
    async (progress, token) => {
      let shown = 0;
      const subscriptions = [
        connection.onChange((state) => {
          // What the server does before and after is said by no number.
          if (state.kind !== 'pulling' || state.fraction === undefined) return;
          const percent = Math.floor(state.fraction * 100);
          // Each layer of a model counts from nothing; the bar goes forward only.
          const increment = Math.max(0, percent - shown);
          shown += increment;
          progress.report({ message: `${percent} %`, increment });
        }),
        token.onCancellationRequested(() => void connection.cancelPull()),
      ];
      try {
        await connection.pull(model);
      } finally {
        for (const subscription of subscriptions) subscription.dispose();
      }
    },
  );
}

async function askForModel(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Download Model'),
    prompt: vscode.l10n.t('Its name as ollama.com/library lists it.'),
    placeHolder: 'qwen2.5-coder:7b',
    ignoreFocusOut: true,
  });
}

async function pickInstalled(hosts: readonly HostStatus[]): Promise<InstalledItem | undefined> {
  // Only Ollama can remove models.
  const items = hosts
    .filter(({ kind }) => kind !== 'openai')
    .flatMap(({ url, models }) =>
      models.map((model): InstalledItem => ({ label: model, description: url, host: url })),
    );
  return vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Delete Model'),
    placeHolder: vscode.l10n.t('Which model should be removed from its server?'),
    matchOnDescription: true,
  });
}

async function confirmDeletion({ label, host }: InstalledItem): Promise<boolean> {
  const yes = vscode.l10n.t('Delete');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the model {0}?', label),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It is removed from {0} and has to be downloaded to be used again.',
        host,
      ),
    },
    yes,
  );
  return choice === yes;
}
