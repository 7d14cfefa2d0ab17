import * as vscode from 'vscode';
import { originOf, type Settings, type SettingsSource } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';

/** What the access keys are for and where they are kept. */
export interface AccessKeyDeps {
  readonly core: LazyCore;
  readonly connection: ConnectionMonitor;
  readonly settings: SettingsSource;
  readonly secrets: vscode.SecretStorage;
  readonly log: Logger;
}

/** The name a key is kept under: bound to scheme, host and port. */
function secretOf(origin: string): string {
  return `caravan.accessKey ${origin}`;
}

/** Gives the core the key of an origin. */
export function readAccessKey(
  secrets: vscode.SecretStorage,
): (origin: string) => Promise<string | undefined> {
  return async (origin) => secrets.get(secretOf(origin));
}

/** `Caravan: Set Access Key…`: takes a key for one server, or removes it. */
export function registerAccessKeys(deps: AccessKeyDeps): vscode.Disposable {
  const { core, connection, settings, secrets, log } = deps;
  return vscode.Disposable.from(
    registerCommand(commandIds.setAccessKey, log, { needs: 'trusted' }, async () => {
      const origin = await pickOrigin(settings.value);
      if (origin === undefined) return;
      const had = (await secrets.get(secretOf(origin))) !== undefined;
      const key = await askForKey(origin, had);
      if (key === undefined) return;
      if (key === '') await secrets.delete(secretOf(origin));
      else await secrets.store(secretOf(origin), key);
      void vscode.window.showInformationMessage(
        key === ''
          ? vscode.l10n.t('Caravan has no access key for {0} any more.', origin)
          : vscode.l10n.t('The access key for {0} is kept.', origin),
      );
    }),
    // Also when another window changed it.
    secrets.onDidChange(({ key }) => {
      if (!key.startsWith(secretOf(''))) return;
      core.loaded?.accessKeysChanged();
      if (!connection.wasChecked) return;
      connection.check().catch((error: unknown) => log.error('The check failed.', error));
    }),
  );
}

async function pickOrigin({ host, moreHosts = [] }: Settings): Promise<string | undefined> {
  const urls = [host, ...moreHosts.map(({ url }) => url)];
  const origins = [...new Set(urls.map(originOf).filter((origin) => origin !== undefined))];
  if (origins.length < 2) return origins[0];
  return vscode.window.showQuickPick(origins, {
    title: vscode.l10n.t('Access Key'),
    placeHolder: vscode.l10n.t('For which server?'),
  });
}

async function askForKey(origin: string, had: boolean): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('Access Key for {0}', origin),
    prompt: had
      ? vscode.l10n.t('It is sent to this server only. Leave it empty to remove the one there is.')
      : vscode.l10n.t('It is sent to this server only and kept in the secret store.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]*$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('A key has no spaces and only letters, digits and signs of ASCII.'),
  });
  return key?.trim();
}
