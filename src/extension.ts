import * as vscode from 'vscode';
import type { Caravan, CaravanPorts } from './app/index.ts';
import { systemClock } from './base/clock.ts';
import type { FromView } from './protocol/messages.ts';
import { readAccessKey, registerAccessKeys } from './vscode/accessKeys.ts';
import { createChat } from './vscode/chat.ts';
import { registerChatCommands } from './vscode/chatCommands.ts';
import { registerChatEditor } from './vscode/chatEditor.ts';
import { registerChatView } from './vscode/chatView.ts';
import { createAskConsent } from './vscode/consent.ts';
import { registerDiagnose } from './vscode/diagnose.ts';
import { registerEndNotice } from './vscode/endNotice.ts';
import { Features } from './vscode/features.ts';
import { registerInsertCode } from './vscode/insertCode.ts';
import { LazyCore } from './vscode/lazyCore.ts';
import { registerManageModels } from './vscode/manageModels.ts';
import { OpenFolder, registerOpenFolder } from './vscode/openFolder.ts';
import { registerPastRuns } from './vscode/pastRuns.ts';
import { registerPlanNotice } from './vscode/planNotice.ts';
import { registerProposals } from './vscode/proposals.ts';
import { registerRestoreFiles } from './vscode/restoreFiles.ts';
import { registerResumeOffer } from './vscode/resumeOffer.ts';
import { runningWatchers } from './vscode/runningWatchers.ts';
import { registerSelectModel } from './vscode/selectModel.ts';
import { registerSettingProblems } from './vscode/settingProblems.ts';
import { registerShowMemory } from './vscode/showMemory.ts';
import { registerShowTrace } from './vscode/showTrace.ts';
import { SnapshotDocuments } from './vscode/snapshotDocuments.ts';
import { registerStatusBar } from './vscode/statusBar.ts';
import { performViewAction } from './vscode/viewActions.ts';
import type { ViewPage } from './vscode/viewPage.ts';
import { VsCodeSettings } from './vscode/vsCodeSettings.ts';
import { VsCodeWorkspaceWriter } from './vscode/workspaceWriter.ts';
import { askUnsandboxed } from './vscode/unsandboxedConsent.ts';

/** VS Code ends the extension host about five seconds after `deactivate` was called. */
const shutdownDeadlineMs = 4_000;

let stop: (() => Promise<void>) | undefined;

/** Registers the features, each on its own: one that fails is logged and the others work. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Caravan', { log: true });
  const settings = new VsCodeSettings();
  // Outside the workspace; without a folder there is no storage of its own.
  const storage = context.storageUri ?? context.globalStorageUri;
  const { secrets, globalState } = context;
  const ports = { askConsent: createAskConsent(globalState), accessKey: readAccessKey(secrets) };
  const folder = new OpenFolder(context.workspaceState);
  const core = new LazyCore(async () => {
    await folder.askOnce();
    return loadCore(settings, storage.fsPath, log, {
      ...ports,
      folder: () => folder.current?.path,
    });
  });
  const chat = createChat({ core, settings, folder, memento: context.workspaceState, log });
  const documents = new SnapshotDocuments();
  context.subscriptions.push(log, settings, folder, chat, documents);
  const { session, connection } = chat;

  const features = new Features(log);
  const proposals = features.start('Review', () =>
    registerProposals({ core, session, documents, log }),
  );
  features.start('Restore', () => registerRestoreFiles({ core, documents, log }));
  features.start('Folder', () => registerOpenFolder(folder, core, log));
  const insert = features.start('Insert', () => registerInsertCode(core, log));
  features.start('Commands', () => registerChatCommands({ ...chat, core, insert, log }));
  features.start('Model', () => registerSelectModel(core, () => settings.value.model, log));
  features.start('Models', () => registerManageModels(core, connection, log));
  const keys = { core, connection, settings, secrets, log };
  features.start('Access keys', () => registerAccessKeys(keys));
  features.start('Settings', () => registerSettingProblems(settings, log));
  features.start('Past runs', () => registerPastRuns(core, session, log));
  features.start('Memory', () => registerShowMemory(core, () => settings.value.memory, log));
  features.start('Trace', () => registerShowTrace(core, log));
  const { version } = context.extension.packageJSON as { version: string };
  features.start('Diagnose', () => registerDiagnose({ core, settings, folder, log, version }));
  features.start('Status bar', () => registerStatusBar(session, connection, log));
  if (proposals) {
    const { extensionUri } = context;
    const perform = (message: FromView, page: ViewPage): Promise<void> =>
      performViewAction({ ...chat, core, proposals }, message, page);
    const pages = { ...chat, extensionUri, perform, clock: systemClock, log };
    features.start('Chat view', () => registerChatView(pages));
    features.start('Chat editor', () => registerChatEditor(pages));
  }
  features.start('Plan notice', () => registerPlanNotice({ ...chat, log }));
  features.start('End notice', () => registerEndNotice({ ...chat, log }));
  features.start('Resume offer', () => registerResumeOffer(core, session, storage, log));
  stop = async () => {
    features.dispose();
    await core.shutdown(shutdownDeadlineMs);
  };
}

/** Ends runs, flushes what they had and closes every connection, inside VS Code's deadline. */
export async function deactivate(): Promise<void> {
  await stop?.();
  stop = undefined;
}

/** Imported on first use: none of this may cost time while VS Code starts. */
async function loadCore(
  settings: VsCodeSettings,
  storageFolder: string,
  logger: vscode.LogOutputChannel,
  ports: Pick<CaravanPorts, 'askConsent' | 'accessKey' | 'folder'>,
): Promise<Caravan> {
  const [{ createCaravan }, { createNodeFileSystem }, { nodeProcessOwner }, { createValidator }] =
    await Promise.all([
      import('./app/createCaravan.ts'),
      import('./node/nodeFileSystem.ts'),
      import('./node/processOwner.ts'),
      import('./validate/createValidator.ts'),
    ]);
  const fileSystem = createNodeFileSystem();
  return createCaravan({
    ...ports,
    settings,
    fileSystem,
    writer: new VsCodeWorkspaceWriter(logger),
    isTrusted: () => vscode.workspace.isTrusted,
    isWatched: () => runningWatchers().length > 0,
    storageFolder,
    owner: nodeProcessOwner,
    clock: systemClock,
    logger,
    loadEngine: async () => (await import('./workflow/engine.ts')).createWorkflowEngine,
    createValidator: (folder) =>
      createValidator({
        folder,
        isTrusted: () => vscode.workspace.isTrusted,
        clock: systemClock,
        unsandboxed: settings.value.allowUnsandboxedTests ? askUnsandboxed : 'refuse',
      }),
  });
}
