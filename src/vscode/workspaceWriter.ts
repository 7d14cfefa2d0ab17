import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ApprovedEdit, WorkspaceWriter } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { decodeText, sha256 } from '../base/textFile.ts';
import { userText } from '../base/userText.ts';
import { smallestReplacement } from './textRange.ts';

/** A file as it is before the edit, with what is needed to take the edit back. */
interface Target {
  readonly edit: ApprovedEdit;
  readonly uri: vscode.Uri;
  /** Bytes on disk; undefined for a new file. */
  readonly bytes: Uint8Array | undefined;
  /** Set for an edited file. */
  readonly document: vscode.TextDocument | undefined;
  /** The user had not saved it: it stays unsaved. */
  readonly wasDirty: boolean;
  /** Text of the document before the edit. */
  readonly text: string;
}

/**
 * Writes through the editor: one WorkspaceEdit, so one undo step for all files. A file that is open
 * is changed in its editor; unsaved work of the user stays unsaved and is never written under.
 */
export class VsCodeWorkspaceWriter implements WorkspaceWriter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async readCurrent(realPath: string): Promise<{ text: string; hash: string } | undefined> {
    const open = openDocument(realPath);
    if (open?.isDirty) return { text: open.getText(), hash: sha256(open.getText()) };
    const bytes = await readBytes(realPath);
    return bytes && { text: decodeText(bytes, realPath), hash: sha256(bytes) };
  }

  async writeAll(
    edits: readonly ApprovedEdit[],
    label: string,
  ): Promise<ReadonlyMap<string, string>> {
    const targets: Target[] = [];
    for (const edit of edits) targets.push(await this.#target(edit));
    this.#logger.info(`Writing ${edits.length} files: ${label}`);
    if (!(await vscode.workspace.applyEdit(changeOf(targets)))) throw notWritten(targets);
    for (const target of targets) {
      const { document, wasDirty } = target;
      if (!document || wasDirty || !document.isDirty || (await document.save())) continue;
      await this.#takeBack(targets);
      throw notWritten([target]);
    }
    for (const { realPath, operation, mode } of edits) {
      if (operation === 'create' && mode !== undefined) await chmod(realPath, mode);
    }
    return formattedTexts(targets);
  }

  async #target(edit: ApprovedEdit): Promise<Target> {
    const current = await this.readCurrent(edit.realPath);
    if (current?.hash !== edit.beforeHash) throw conflict(edit);
    const uri = vscode.Uri.file(edit.realPath);
    const bytes = await readBytes(edit.realPath);
    if (edit.operation !== 'edit') {
      const wasDirty = openDocument(edit.realPath)?.isDirty ?? false;
      // An editor with unsaved work of a file that does not exist, or that would be deleted.
      if (wasDirty) throw conflict(edit);
      return { edit, uri, bytes, document: undefined, wasDirty, text: '' };
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const expected = document.isDirty ? text : current?.text;
    // The editor may lag behind the disk; then its offsets are not those of the file.
    if (expected === undefined || oneLineEnd(text) !== oneLineEnd(expected)) throw conflict(edit);
    return { edit, uri, bytes, document, wasDirty: document.isDirty, text };
  }

  /** A file could not be saved after the edit: all files go back to what they were. */
  async #takeBack(targets: readonly Target[]): Promise<void> {
    const change = new vscode.WorkspaceEdit();
    for (const { edit, uri, bytes, document, text } of targets) {
      if (edit.operation === 'create') change.deleteFile(uri);
      else if (document) replaceText(change, document, text);
      else if (bytes) change.createFile(uri, { contents: bytes });
    }
    const isBack = await vscode.workspace.applyEdit(change);
    if (!isBack) this.#logger.error('The files could not be taken back: use Undo in the editor.');
    for (const { document, wasDirty } of targets) {
      if (document?.isDirty && !wasDirty) await document.save();
    }
  }
}

/** Texts that are not what was asked for: a formatter ran while saving, or line ends were evened. */
function formattedTexts(targets: readonly Target[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { edit, document, wasDirty } of targets) {
    if (!document) continue;
    const mark = !wasDirty && edit.after.startsWith('\uFEFF') ? '\uFEFF' : '';
    const text = mark + document.getText();
    if (text !== edit.after) texts.set(edit.realPath, text);
  }
  return texts;
}

function changeOf(targets: readonly Target[]): vscode.WorkspaceEdit {
  const change = new vscode.WorkspaceEdit();
  for (const { edit, uri, document } of targets) {
    if (edit.operation === 'create') {
      const contents = new TextEncoder().encode(edit.after);
      change.createFile(uri, { contents, overwrite: false });
    } else if (document) replaceText(change, document, edit.after);
    else change.deleteFile(uri);
  }
  return change;
}

function replaceText(
  change: vscode.WorkspaceEdit,
  document: vscode.TextDocument,
  after: string,
): void {
  // VS Code keeps a byte order mark by itself; it is no part of a document's text.
  const wanted = after.startsWith('\uFEFF') ? after.slice(1) : after;
  const { start, end, text } = smallestReplacement(document.getText(), wanted);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const lineEnd = wanted.includes('\r\n') ? vscode.EndOfLine.CRLF : vscode.EndOfLine.LF;
  const edits = [vscode.TextEdit.replace(range, text)];
  if (wanted.includes('\n') && lineEnd !== document.eol) {
    edits.push(vscode.TextEdit.setEndOfLine(lineEnd));
  }
  change.set(document.uri, edits);
}

function openDocument(path: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => !isClosed && uri.scheme === 'file' && uri.fsPath === path,
  );
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(vscode.Uri.file(path));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

function oneLineEnd(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

function conflict(edit: ApprovedEdit): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('{0} has changed since the proposal was made.', edit.realPath),
    kept: userText('Nothing was written.'),
    next: userText('Run the task again to work from the newer file.'),
  });
}

function notWritten(targets: readonly Target[]): CaravanError {
  const paths = targets.map(({ edit }) => edit.realPath).join(', ');
  return new CaravanError('write-failed', {
    text: userText('VS Code could not write {0}.', paths),
    kept: userText('Every file is as it was before.'),
    next: userText('Free disk space or check the permissions of the folder, then apply again.'),
  });
}
