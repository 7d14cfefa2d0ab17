import * as vscode from 'vscode';
import type { Caravan, FileHunks, Hunk } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { showInvisible } from '../base/showInvisible.ts';
import { userText } from '../base/userText.ts';

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
  const pick = vscode.window.createQuickPick<ChangeItem>();
  pick.title = vscode.l10n.t('Choose Changes: what is ticked stays in the proposal');
  pick.placeholder = vscode.l10n.t('Nothing is written yet');
  pick.canSelectMany = true;
  pick.matchOnDetail = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ path }) => path !== undefined && !leftOut.has(path));
  // Previews open beside the list, which has to stay.
  pick.ignoreFocusOut = true;
  const previews = pick.onDidTriggerItemButton(({ item }) => {
    if (item.path !== undefined) void preview(item.path);
  });
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve([...pick.selectedItems]));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    previews.dispose();
    pick.dispose();
  }
}

function itemsOf({ path, operation, hunks }: FileHunks): readonly ChangeItem[] {
  const show = { iconPath: new vscode.ThemeIcon('diff'), tooltip: vscode.l10n.t('Preview') };
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
