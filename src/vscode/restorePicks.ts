import * as vscode from 'vscode';
import type { RestorableFile, RestorePoint } from '../app/index.ts';
import { pickWithPreviews, previewButton } from './pickWithPreviews.ts';
import { render } from './texts.ts';

/** Files named in a restore point's description; the others are counted. */
const namedFiles = 4;

/** Lets the user choose a restore point: time, task and files. */
export async function pickRestorePoint(
  points: readonly RestorePoint[],
): Promise<RestorePoint | undefined> {
  const items = points.map((point) => ({
    label: `$(${point.kind === 'restore' ? 'discard' : 'history'}) ${firstLine(point.task)}`,
    description: new Date(point.at).toLocaleString(vscode.env.language),
    detail: describeFiles(point.files.map(({ path }) => path)),
    point,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Restore Files: what Caravan wrote'),
    placeHolder: vscode.l10n.t('Choose what to take back'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.point;
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: RestorableFile;
}

/** Lets the user choose files, with a preview of each. Those that need nothing are not shown. */
export async function pickFiles(
  files: readonly RestorableFile[],
  preview: (file: RestorableFile) => Promise<void>,
): Promise<readonly RestorableFile[] | undefined> {
  const show = previewButton();
  const items = files
    .filter(({ status }) => status !== 'same')
    .map((file): FileItem => ({
      label: file.path,
      description: describeStatus(file),
      buttons: [show],
      file,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('These files are already as they were before.'),
    );
    return undefined;
  }
  const picked = await pickWithPreviews({
    title: vscode.l10n.t('Restore Files: as they were before'),
    items,
    isTicked: ({ file }) => file.status === 'ready',
    preview: ({ file }) => void preview(file),
  });
  return picked?.map(({ file }) => file).filter(({ status }) => status !== 'blocked');
}

function describeStatus({ status, reason, before }: RestorableFile): string {
  if (status === 'blocked') return reason ? render(reason) : '';
  if (status === 'changed') return vscode.l10n.t('changed since, opens for merging');
  return before === undefined ? vscode.l10n.t('will be removed') : '';
}

function describeFiles(paths: readonly string[]): string {
  const named = paths.slice(0, namedFiles).join(', ');
  const rest = paths.length - namedFiles;
  return rest > 0 ? vscode.l10n.t('{0} and {1} more', named, rest) : named;
}

function firstLine(task: string): string {
  const line = task.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}
