import * as vscode from 'vscode';
import type { FromView } from '../protocol/messages.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConnectionMonitor } from './connectionMonitor.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import type { Proposals } from './proposals.ts';
import { requireTrust } from './trust.ts';

/** What the actions of the view act on. */
export interface ViewActionDeps {
  readonly core: LazyCore;
  readonly session: ChatSession;
  readonly connection: ConnectionMonitor;
  readonly proposals: Proposals;
}

/** Does what a checked message of the view asks for. @throws CaravanError to be shown there. */
export async function performViewAction(deps: ViewActionDeps, message: FromView): Promise<void> {
  const { core, session, connection, proposals } = deps;
  switch (message.type) {
    case 'ready':
      if (vscode.workspace.isTrusted && !connection.wasChecked) await connection.check();
      return;
    case 'resync':
      return;
    case 'send':
      await session.send(message.text, message.mode);
      return;
    case 'stop':
      return core.loaded?.stop(message.runId);
    case 'apply':
      return proposals.apply(message.runId, message.paths);
    case 'discard':
      return proposals.discard(message.runId);
    case 'review':
      return proposals.review(message.runId, message.path);
    case 'resume':
      return session.resume(message.runId);
    case 'dismiss':
      requireTrust();
      await (await core.get()).dismiss(message.runId);
      return session.refresh();
    case 'new-conversation':
      return session.newConversation();
    case 'open-conversation':
      return session.openConversation(message.id);
    case 'delete-conversation':
      return confirmDeletion(session, message.id);
    case 'pull-model':
      requireTrust();
      return connection.pull(message.name);
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
    case 'open-link':
      return openLink(message.url);
    case 'copy':
      return vscode.env.clipboard.writeText(message.text);
  }
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(command);
}

async function confirmDeletion(session: ChatSession, id: string): Promise<void> {
  const yes = vscode.l10n.t('Delete');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete this conversation?'),
    {
      modal: true,
      detail: vscode.l10n.t('Its messages are removed. Your files stay as they are.'),
    },
    yes,
  );
  if (choice === yes) await session.deleteConversation(id);
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
