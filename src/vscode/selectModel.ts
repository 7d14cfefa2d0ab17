import * as vscode from 'vscode';
import { hostBadge, type HostStatus, type ModelInfo } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import { signalOf } from './abortSignal.ts';
import { commandIds, settingSection } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { modelSize } from './modelSize.ts';
import { registerCommand } from './registerCommand.ts';
import { render } from './texts.ts';

interface ModelItem extends vscode.QuickPickItem {
  /** Value for the setting; empty = automatic. Missing on the separator. */
  readonly model?: string;
}

/** `Caravan: Select Model`: lists what is installed and writes the user's setting. */
export function registerSelectModel(
  core: LazyCore,
  current: () => string,
  logger: Logger,
): vscode.Disposable {
  return registerCommand(commandIds.selectModel, logger, { needs: 'trusted' }, async (name) => {
    const model = typeof name === 'string' ? name : await pick(core, current());
    if (model === undefined) return;
    await vscode.workspace
      .getConfiguration(settingSection)
      .update('model', model, vscode.ConfigurationTarget.Global);
  });
}

async function pick(core: LazyCore, current: string): Promise<string | undefined> {
  const [models, { hosts }] = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Listing models…') },
    async (_progress, token) => {
      const caravan = await core.get();
      const signal = signalOf(token);
      return Promise.all([caravan.models(signal), caravan.diagnose(signal)]);
    },
  );
  const automatic: ModelItem = {
    label: vscode.l10n.t('Automatic'),
    description: vscode.l10n.t('the best model that is installed'),
    model: '',
  };
  const chosen = await vscode.window.showQuickPick<ModelItem>(
    [automatic, ...hosts.flatMap((host) => hostItems(host, models, current))],
    { title: vscode.l10n.t('Model for Caravan'), matchOnDescription: true, matchOnDetail: true },
  );
  return chosen?.model;
}

/** A heading with the host and how it is doing, and the models it has. */
function hostItems(
  host: HostStatus,
  models: readonly ModelInfo[],
  current: string,
): readonly ModelItem[] {
  const heading = {
    label: `${host.url} · ${render(hostBadge(host))}`,
    kind: vscode.QuickPickItemKind.Separator,
  };
  const own = models.filter(({ name }) => host.models.includes(name));
  return [heading, ...own.map((model) => modelItem(model, host, current))];
}

function modelItem(model: ModelInfo, host: HostStatus, current: string): ModelItem {
  const place = model.remoteHost && vscode.l10n.t('runs on {0}', model.remoteHost);
  const loaded = host.loaded.includes(model.name) && vscode.l10n.t('in memory');
  const facts = [model.parameters, model.quantization, ...model.capabilities, place, loaded];
  return {
    label: model.name === current ? `$(check) ${model.name}` : model.name,
    description: render(modelSize(model.size, vscode.env.language)),
    detail: facts.filter(Boolean).join(' · '),
    model: model.name,
  };
}
