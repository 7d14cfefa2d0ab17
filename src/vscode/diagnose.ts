import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { SettingsSource } from '../app/index.ts';
import type { Logger } from '../base/logger.ts';
import { signalOf } from './abortSignal.ts';
import { diagnosisReport } from './diagnosisReport.ts';
import { commandIds, reportScheme } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import type { OpenFolder } from './openFolder.ts';
import { registerCommand } from './registerCommand.ts';

/** What `Diagnose Connection` needs. */
export interface DiagnoseDeps {
  readonly core: LazyCore;
  readonly settings: SettingsSource;
  readonly folder: Pick<OpenFolder, 'current'>;
  readonly log: Logger;
  /** Version of the extension. */
  readonly version: string;
}

/** `Caravan: Diagnose Connection`: asks the servers and opens a page that says what to do. */
export function registerDiagnose(deps: DiagnoseDeps): vscode.Disposable {
  // An address for each report: VS Code keeps the text of a virtual document it has seen.
  const reports: string[] = [];
  const path = `/${vscode.l10n.t('Caravan Connection')}.md`;
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
      provideTextDocumentContent: (uri) => reports[Number(uri.query)] ?? '',
    }),
    registerCommand(commandIds.diagnose, deps.log, { needs: 'trusted' }, async () => {
      const report = await makeReport(deps);
      deps.log.info(report);
      const query = String(reports.push(report) - 1);
      const document = await vscode.workspace.openTextDocument(
        vscode.Uri.from({ scheme: reportScheme, path, query }),
      );
      await vscode.window.showTextDocument(document, { preview: true });
    }),
  );
}

async function makeReport({ core, settings, folder, version }: DiagnoseDeps): Promise<string> {
  const diagnosis = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Caravan is asking the model server…'),
      cancellable: true,
    },
    async (_progress, token) => (await core.get()).diagnose(signalOf(token)),
  );
  return diagnosisReport(
    diagnosis,
    settings.value,
    {
      remoteName: vscode.env.remoteName,
      isWeb: vscode.env.uiKind === vscode.UIKind.Web,
      hostname: hostname(),
      platform: `${process.platform} ${process.arch}`,
      nodeVersion: process.versions.node,
      editorVersion: vscode.version,
      extensionVersion: version,
      folder: folder.current?.path,
      folders: vscode.workspace.workspaceFolders?.length ?? 0,
    },
    vscode.l10n.bundle ?? {},
    settings.problems,
  );
}
