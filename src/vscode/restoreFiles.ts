import * as vscode from 'vscode';
import type { Caravan, RestorableFile, RestoreResult } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { mergeFile } from './mergeFile.ts';
import { registerCommand } from './registerCommand.ts';
import { pickFiles, pickRestorePoint } from './restorePicks.ts';
import { showError } from './showError.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';
import { render } from './texts.ts';

/** What restoring needs of the window around it. */
export interface RestoreFilesDeps {
  readonly core: LazyCore;
  readonly documents: SnapshotDocuments;
  readonly log: Logger;
}

/**
 * “Restore Files…”: takes back what a run wrote, also after a restart. Settles, as soon as the core is
 * there, what a crash cut off while files were written, and shows what the core gives notice of.
 */
export function registerRestoreFiles({
  core,
  documents,
  log,
}: RestoreFilesDeps): vscode.Disposable {
  const recover = (caravan: Caravan): void => {
    caravan.recover().catch((error: unknown) => showError(error, log));
  };
  return vscode.Disposable.from(
    registerCommand(commandIds.restoreFiles, log, { needs: 'trusted' }, async () =>
      restore(await core.get(), documents, log),
    ),
    core.onDidLoad((caravan) => {
      caravan.onNotice((text) => void vscode.window.showInformationMessage(render(text)));
      recover(caravan);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (core.loaded) recover(core.loaded);
    }),
  );
}

async function restore(caravan: Caravan, documents: SnapshotDocuments, log: Logger): Promise<void> {
  const points = await caravan.restorePoints();
  if (points.length === 0) throw nothingToRestore();
  const point = await pickRestorePoint(points);
  if (!point) return;
  const files = await caravan.previewRestore(point.id);
  const chosen = await pickFiles(files, (file) => preview(file, documents));
  if (!chosen || chosen.length === 0) return;
  const paths = chosen.map(({ path }) => path);
  await takeBack(await caravan.restore(point.id, paths), documents, log);
}

/**
 * Takes back what a run wrote, all of it; files that others changed since open for merging.
 * @throws CaravanError as {@link Caravan.restore}; `invalid-argument` when nothing is kept of the run.
 */
export async function undoRun(
  caravan: Caravan,
  runId: string,
  documents: SnapshotDocuments,
  log: Logger,
): Promise<void> {
  const points = await caravan.restorePoints();
  const point = points.find((each) => each.runId === runId && each.kind === 'apply');
  if (!point) throw nothingToRestore();
  await takeBack(await caravan.restore(point.id), documents, log);
}

async function takeBack(
  { restored, changed }: RestoreResult,
  documents: SnapshotDocuments,
  log: Logger,
): Promise<void> {
  for (const file of changed) {
    const { realPath, after, current, before } = file;
    const incomingTitle = vscode.l10n.t('Before Caravan');
    const request = { realPath, base: after, current, incoming: before, incomingTitle };
    await mergeFile(documents, request, log);
  }
  const done = vscode.l10n.t('Files restored: {0}', restored.length);
  const open = vscode.l10n.t('Files to merge by hand, unchanged until you do: {0}', changed.length);
  const texts = [...(restored.length > 0 ? [done] : []), ...(changed.length > 0 ? [open] : [])];
  if (texts.length > 0) void vscode.window.showInformationMessage(texts.join('. '));
}

async function preview(
  { realPath, path, current, before }: RestorableFile,
  documents: SnapshotDocuments,
): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    documents.add(realPath, current ?? ''),
    documents.add(realPath, before ?? ''),
    vscode.l10n.t('{0} (now and before Caravan)', path),
    { preview: true, preserveFocus: true },
  );
}

function nothingToRestore(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('Caravan has written no files here that could be restored.'),
  });
}
