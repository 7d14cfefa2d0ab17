import * as vscode from 'vscode';
import type { Caravan, FileHunks, Hunk } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { showInvisible } from '../base/showInvisible.ts';
import { userText } from '../base/userText.ts';
import { pickWithPreviews, previewButton } from './pickWithPreviews.ts';

/** Characters of a changed line shown in the list. */
const shownLength = 100;

interface ChangeItem extends vscode.QuickPickItem {
  readonly path?: string;
  readonly index?: number;
}

/**
 * Lets the user choose among the separate changes of an open proposal; those not chosen are left out
 * of it. False when the user chose nothing to change about it. `preview` shows a file.
 * @throws CaravanError as {@link Caravan.chooseHunks}.
 */
export async function chooseChanges(
  caravan: Caravan,
  runId: string,
  preview: (path: string) => Promise<void>,
): Promise<boolean> {
  const proposal = await caravan.proposal(runId);
  const files = await caravan.hunks(runId);
  if (!proposal || files.length === 0) throw nothingToChoose();
  const picked = await pickChanges(files, preview);
  if (!picked) return false;
  const chosen = new Map(
    files.map(({ path }) => [
      path,
      picked.flatMap((item) => (item.path === path ? (item.index ?? []) : [])),
    ]),
  );
  return (await caravan.chooseHunks(runId, proposal.id, chosen)).id !== proposal.id;
}

async function pickChanges(
  files: readonly FileHunks[],
  preview: (path: string) => Promise<void>,
): Promise<readonly ChangeItem[] | undefined> {
  const items = files.flatMap(itemsOf);
  const leftOut = new Set(files.filter(({ isLeftOut }) => isLeftOut).map(({ path }) => path));
  return pickWithPreviews({
    title: vscode.l10n.t('Choose Changes: what is ticked stays in the proposal'),
    placeholder: vscode.l10n.t('Nothing is written yet'),
    items,
    isTicked: ({ path }) => path !== undefined && !leftOut.has(path),
    preview: ({ path }) => {
      if (path !== undefined) void preview(path);
    },
  });
}

function itemsOf({ path, operation, hunks }: FileHunks): readonly ChangeItem[] {
  const show = previewButton();
  const heading = { label: path, kind: vscode.QuickPickItemKind.Separator };
  const changes = hunks.map((hunk, index) => ({
    label: operation === 'create' ? vscode.l10n.t('New file') : lineOf(hunk),
    description: `+${countLines(hunk.added)} −${countLines(hunk.removed)}`,
    detail: firstLine(hunk),
    buttons: [show],
    path,
    index,
  }));
  return [heading, ...changes];
}

function lineOf({ beforeLine, removed }: Hunk): string {
  const last = beforeLine + Math.max(countLines(removed), 1) - 1;
  return last === beforeLine
    ? vscode.l10n.t('Line {0}', beforeLine)
    : vscode.l10n.t('Lines {0}–{1}', beforeLine, last);
}

function countLines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

/** The first line that says something; invisible signs are made visible, icons are not drawn. */
function firstLine({ added, removed }: Hunk): string {
  const line = `${added}\n${removed}`.split('\n').find((each) => each.trim() !== '') ?? '';
  const shown = showInvisible(line.trim()).replaceAll('$(', '$\u200B(');
  return shown.length > shownLength ? `${shown.slice(0, shownLength - 1)}…` : shown;
}

function nothingToChoose(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('These changes have no parts to choose from.'),
  });
}
