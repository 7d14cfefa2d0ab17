import * as vscode from 'vscode';
import type { Caravan } from './app/index.ts';
import { systemClock } from './base/clock.ts';
import { DisposableStore, type Disposable } from './base/disposable.ts';
import type { FromView } from './protocol/messages.ts';
import { createChat } from './vscode/chat.ts';
import { registerChatCommands } from './vscode/chatCommands.ts';
import { registerChatView } from './vscode/chatView.ts';
import { registerDiagnose } from './vscode/diagnose.ts';
import { registerInsertCode } from './vscode/insertCode.ts';
import { LazyCore } from './vscode/lazyCore.ts';
import { registerProposals } from './vscode/proposals.ts';
import { registerResumeOffer } from './vscode/resumeOffer.ts';
import { registerSelectModel } from './vscode/selectModel.ts';
import { registerStatusBar } from './vscode/statusBar.ts';
import { performViewAction } from './vscode/viewActions.ts';
import { VsCodeSettings } from './vscode/vsCodeSettings.ts';
import { VsCodeWorkspaceWriter } from './vscode/workspaceWriter.ts';

/** VS Code ends the extension host about five seconds after `deactivate` was called. */
const shutdownDeadlineMs = 4_000;

let stop: (() => Promise<void>) | undefined;

/** Registers the features, each on its own: one that fails is logged and the others work. */
export function activate(context: vscode.ExtensionContext): void {
  const store = new DisposableStore();
  const log = store.add(vscode.window.createOutputChannel('Caravan', { log: true }));
  const register = <T extends Disposable>(name: string, make: () => T): T | undefined => {
    try {
      return store.add(make());
    } catch (error) {
      log.error(`${name} could not start.`, error);
      return undefined;
    }
  };
  const settings = store.add(new VsCodeSettings());
  // Outside the workspace; without a folder there is no storage of its own.
  const storage = context.storageUri ?? context.globalStorageUri;
  const core = new LazyCore(() => loadCore(settings, storage.fsPath, log));
  const chat = store.add(createChat(core, settings, context.workspaceState, log));
  const { session, connection } = chat;

  const proposals = register('Review', () => registerProposals(core, session, log));
  const insert = register('Insert', () => registerInsertCode(core, log));
  const cancelInsert = (): boolean => insert?.cancel() ?? false;
  register('Commands', () => registerChatCommands({ core, session, cancelInsert, log }));
  register('Select model', () => registerSelectModel(core, () => settings.value.model, log));
  const { version } = context.extension.packageJSON as { version: string };
  register('Diagnose', () => registerDiagnose({ core, settings, log, version }));
  register('Status bar', () => registerStatusBar(session, connection, log));
  if (proposals) {
    const { extensionUri } = context;
    const perform = (message: FromView): Promise<void> =>
      performViewAction({ core, session, connection, proposals }, message);
    register('Chat view', () => registerChatView({ ...chat, extensionUri, perform, log }));
  }
  register('Resume offer', () => registerResumeOffer(core, session, storage, log));
  stop = async () => {
    await core.shutdown(shutdownDeadlineMs);
    store.dispose();
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
    settings,
    fileSystem,
    writer: new VsCodeWorkspaceWriter(logger),
    folder: () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    isTrusted: () => vscode.workspace.isTrusted,
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
        unsandboxed: settings.value.allowUnsandboxedTests ? 'allow' : 'refuse',
      }),
  });
}
