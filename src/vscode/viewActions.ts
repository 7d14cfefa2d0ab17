import * as vscode from 'vscode';
import type { FromView } from '../protocol/messages.ts';
import { changesForCommit } from './chatCommit.ts';
import {
  confirmDeletion,
  exportConversation,
  importConversation,
  saveText,
} from './chatConversations.ts';
import type { ChatActivity } from './chatActivity.ts';
import type { ChatSession } from './chatSession.ts';
import { chooseTarget } from './codeTarget.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { mentionDropped } from './droppedFiles.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { pullWithProgress } from './manageModels.ts';
import type { FolderEditors } from './mentionEditor.ts';
import type { MentionSearch } from './mentions.ts';
import { answerFiles, openFile } from './openFile.ts';
import type { Proposals } from './proposals.ts';
import { requireTrust } from './trust.ts';
import { insertAtCursor, openAsNewFile } from './useCode.ts';
import type { ViewPage } from './viewPage.ts';

/** What the actions of the view act on. */
export interface ViewActionDeps {
  readonly core: LazyCore;
  readonly session: ChatSession;
  readonly connection: ConnectionMonitor;
  readonly proposals: Proposals;
  readonly activity: ChatActivity;
  readonly mentions: MentionSearch;
  readonly editors: FolderEditors;
}

/** Does what a checked message of a page asks for. @throws CaravanError to be shown there. */
export async function performViewAction(
  deps: ViewActionDeps,
  message: FromView,
  page: ViewPage,
): Promise<void> {
  const { core, session, connection, proposals, activity } = deps;
  switch (message.type) {
    case 'ready':
      activity.unwatch(page);
      if (vscode.workspace.isTrusted && !connection.wasChecked) await connection.check();
      return;
    case 'resync':
    case 'alive':
      return;
    case 'send':
      await session.send(message.text, message.mode, { insteadOf: message.insteadOf });
      return;
    case 'queue':
      return session.queue(message.text, message.mode);
    case 'find-mentions':
      if (vscode.workspace.isTrusted) await deps.mentions.find(message.query);
      return;
    case 'drop-files':
      return dropFiles(deps, message.uris, page);
    case 'unqueue':
      return session.unqueue(message.isEdited);
    case 'fork':
      return session.fork(message.runId);
    case 'stop':
      return core.loaded?.stop(message.runId);
    case 'answer-interrupt':
      return session.answerInterrupt(message.runId, message.interruptId, message.answer);
    case 'apply':
      return proposals.apply(message.runId, message.paths);
    case 'discard':
      return proposals.discard(message.runId);
    case 'review':
      return proposals.review(message.runId, message.path);
    case 'choose-changes':
      return proposals.choose(message.runId);
    case 'undo-changes':
      return proposals.undo(message.runId);
    case 'keep-changes':
      requireTrust();
      return (await core.get()).keep(message.runId);
    case 'restore-files':
      return run(commandIds.restoreFiles);
    case 'resume':
      return session.resume(message.runId);
    case 'dismiss':
      requireTrust();
      await (await core.get()).dismiss(message.runId);
      return session.refresh();
    case 'new-conversation':
      return session.newConversation();
    case 'show-earlier':
      return session.showEarlier();
    case 'open-conversation':
      return session.openConversation(message.id);
    case 'delete-conversation':
      return confirmDeletion(session, message.id);
    case 'rename-conversation':
      requireTrust();
      return (await core.get()).renameConversation(message.id, message.title);
    case 'export-conversation':
      return exportConversation(core, message.id, message.format, deps.editors.folder);
    case 'commit-message':
      return askForCommitMessage(deps);
    case 'import-conversation':
      return importConversation(core, session);
    case 'watch-activity':
      requireTrust();
      return message.isOn ? activity.watch(page) : activity.unwatch(page);
    case 'export-activity':
      requireTrust();
      return saveText('caravan-activity.json', await activity.exported(), deps.editors.folder);
    case 'pull-model':
      requireTrust();
      return pullWithProgress(connection, message.name);
    case 'retry-connection':
      requireTrust();
      await connection.check();
      return;
    case 'select-model':
      return run(commandIds.selectModel);
    case 'diagnose':
      return run(commandIds.diagnose);
    case 'show-log':
      return run(commandIds.showLog);
    case 'manage-trust':
      return run('workbench.trust.manage');
    case 'open-folder':
      return run('vscode.openFolder');
    case 'find-files':
      if (vscode.workspace.isTrusted) await answerFiles(deps, message.names, page);
      return;
    case 'open-file':
      return openFile(deps, message);
    case 'open-link':
      return openLink(message.url);
    case 'use-code':
      return useCode(deps, message);
    case 'copy':
      return vscode.env.clipboard.writeText(message.text);
  }
}

async function dropFiles(
  { core, editors }: ViewActionDeps,
  uris: readonly string[],
  page: ViewPage,
): Promise<void> {
  requireTrust();
  const pathOf = (uri: string): string | undefined => editors.pathOfDragged(uri);
  const hasFolder = editors.folder !== undefined;
  const ports = { core: await core.get(), hasFolder, pathOf };
  const { text, refused } = await mentionDropped(uris, ports);
  if (text !== '') page.send({ type: 'compose', text, isInserted: true });
  if (refused) throw refused;
}

async function useCode(
  { core, session, editors }: ViewActionDeps,
  { code, language, place }: Extract<FromView, { type: 'use-code' }>,
): Promise<void> {
  requireTrust();
  if (place === 'cursor') return insertAtCursor(code);
  if (place === 'new-file') return openAsNewFile(code, language);
  const path = await chooseTarget(code, editors.openPaths(), await (await core.get()).namedPaths());
  if (path === undefined) return;
  const text = vscode.l10n.t('Apply the code of the answer to {0}', path);
  await session.send(text, 'code', { code: { path, content: code } });
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(command);
}

async function askForCommitMessage({ session, editors }: ViewActionDeps): Promise<void> {
  requireTrust();
  const attachments = [await changesForCommit(editors.folder)];
  const text = vscode.l10n.t('Write a commit message for my changes: a short subject, then why.');
  await session.send(text, 'chat', { attachments });
}

/** The model may have written the link, so the whole address is shown before it opens. */
async function openLink(url: string): Promise<void> {
  const { href } = new URL(url);
  const yes = vscode.l10n.t('Open');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Open this address in your browser?'),
    { modal: true, detail: href },
    yes,
  );
  if (choice === yes) await vscode.env.openExternal(vscode.Uri.parse(href, true));
}
