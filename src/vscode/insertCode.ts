import * as vscode from 'vscode';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { commandIds, insertingContext } from './ids.ts';
import { EditedMeanwhileError, Insertion } from './insertion.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';
import { noEditor } from './useCode.ts';

/** Milliseconds between two edits while code streams in: smooth to look at, cheap to make. */
const flushInterval = 66;

/** Code at the cursor, and a way to cancel it from elsewhere. */
export interface InsertCode extends vscode.Disposable {
  /** Takes back the insertion that is going on; false if there is none. */
  cancel(): boolean;
}

/** `Caravan: Insert Code at Cursor`. Cancelling (Escape, Stop, the progress) takes it all back. */
export function registerInsertCode(core: LazyCore, logger: Logger): InsertCode {
  let active: AbortController | undefined;
  const cancel = (): boolean => {
    active?.abort();
    return active !== undefined;
  };
  const run = async (instruction: unknown): Promise<void> => {
    if (active) throw busy();
    const editor = vscode.window.activeTextEditor;
    if (!editor) throw noEditor();
    const controller = new AbortController();
    active = controller;
    try {
      const asked = typeof instruction === 'string' ? instruction : await ask();
      if (!asked?.trim()) return;
      await vscode.commands.executeCommand('setContext', insertingContext, true);
      await withProgress(controller, () => insert(core, editor, asked.trim(), controller));
    } finally {
      active = undefined;
      await vscode.commands.executeCommand('setContext', insertingContext, false);
    }
  };
  const registration = vscode.Disposable.from(
    registerCommand(commandIds.insertCode, logger, { needs: 'trusted' }, run),
    registerCommand(commandIds.cancelInsert, logger, { needs: 'nothing' }, cancel),
  );
  return {
    cancel,
    dispose: () => {
      cancel();
      registration.dispose();
    },
  };
}

async function insert(
  core: LazyCore,
  editor: vscode.TextEditor,
  instruction: string,
  controller: AbortController,
): Promise<void> {
  const { document } = editor;
  const at = document.offsetAt(editor.selection.active);
  const text = document.getText();
  const request = {
    instruction,
    languageId: document.languageId,
    path: vscode.workspace.asRelativePath(document.uri),
    before: text.slice(0, at),
    after: text.slice(at),
  };
  let isForeign = false;
  const insertion = new Insertion(editor, () => {
    isForeign = true;
    controller.abort();
  });
  try {
    const caravan = await core.get();
    let flushed = 0;
    for await (const piece of caravan.insert(request, controller.signal)) {
      insertion.add(piece);
      if (performance.now() - flushed < flushInterval) continue;
      await insertion.flush();
      flushed = performance.now();
      controller.signal.throwIfAborted();
    }
    controller.signal.throwIfAborted();
    await insertion.finish();
  } catch (error) {
    if (isForeign || error instanceof EditedMeanwhileError) return offerRemoval(insertion);
    await insertion.takeBack();
    if (!controller.signal.aborted) throw error;
  } finally {
    if (!isForeign) insertion.dispose();
  }
}

/** The user types in the same file: nothing is torn out from under them unless they want it. */
function offerRemoval(insertion: Insertion): void {
  if (insertion.written === '') return insertion.dispose();
  const remove = vscode.l10n.t('Remove Inserted Code');
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t('Caravan stopped inserting code because you edited the file.'),
      remove,
    )
    .then((choice) => (choice === remove ? insertion.takeBack() : undefined))
    .then(
      () => insertion.dispose(),
      () => insertion.dispose(),
    );
}

async function ask(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Insert Code at Cursor'),
    prompt: vscode.l10n.t('Describe the code. Escape takes it back while it is being written.'),
    placeHolder: vscode.l10n.t('e.g. a function that parses ISO dates'),
    ignoreFocusOut: true,
  });
}

async function withProgress(controller: AbortController, work: () => Promise<void>): Promise<void> {
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Caravan is writing at the cursor…'),
      cancellable: true,
    },
    async (_progress, token) => {
      const cancelled = token.onCancellationRequested(() => controller.abort());
      try {
        await work();
      } finally {
        cancelled.dispose();
      }
    },
  );
}

function busy(): CaravanError {
  return new CaravanError('state-busy', {
    text: userText('Caravan is still inserting code.'),
    next: userText('Wait for it, or press Escape in the editor to take it back.'),
  });
}
