import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { ChatSession } from './chatSession.ts';
import type { LazyCore } from './lazyCore.ts';
import { render } from './texts.ts';
import { requireTrust } from './trust.ts';

/** Bytes of a file that is imported. */
const importLimit = 50_000_000;

/** Asks first; what goes on in the conversation is stopped. */
export async function confirmDeletion(session: ChatSession, id: string): Promise<void> {
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

/** Writes a conversation to a file the user chooses. @param current the folder Caravan works in. */
export async function exportConversation(
  core: LazyCore,
  id: string,
  format: 'markdown' | 'json',
  current: string | undefined,
): Promise<void> {
  requireTrust();
  const caravan = await core.get();
  const title = (await caravan.conversations()).find((header) => header.id === id)?.title;
  const text = await caravan.exportConversation(id, format, render);
  const name = `${fileName(title ?? '')}.${format === 'json' ? 'json' : 'md'}`;
  const newest = (await caravan.listRuns()).find(
    ({ conversationId, folder }) => conversationId === id && folder !== undefined,
  );
  await saveText(name, text, newest?.folder ?? current);
}

/** Reads an exported file the user chooses, and shows its conversation. */
export async function importConversation(core: LazyCore, session: ChatSession): Promise<void> {
  requireTrust();
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Conversation'),
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!file) return;
  const { size } = await vscode.workspace.fs.stat(file);
  // What is too large is read no further; the core refuses the empty text in its own words.
  const bytes = size > importLimit ? new Uint8Array() : await vscode.workspace.fs.readFile(file);
  const { id } = await (await core.get()).importConversation(new TextDecoder().decode(bytes));
  await session.openConversation(id);
}

/**
 * Asks where to, then writes; nothing happens when the user cancels.
 * @param folder where the dialog begins, absolute; without it, at home.
 */
export async function saveText(
  name: string,
  text: string,
  folder: string | undefined,
): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(folder ?? homedir()), name),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = vscode.l10n.t('Open');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Written to {0}.', vscode.workspace.asRelativePath(target)),
    open,
  );
  if (choice === open) await vscode.window.showTextDocument(target);
}

function fileName(title: string): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join('-').slice(0, 60) || 'conversation';
}
