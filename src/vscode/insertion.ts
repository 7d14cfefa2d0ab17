import * as vscode from 'vscode';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { endOf, isBefore, shift, type Place, type Replacement } from './textRange.ts';

/** Somebody else changed the file while code was being written into it. */
export class EditedMeanwhileError extends Error {
  constructor() {
    super('the file was edited while code was inserted');
    this.name = 'EditedMeanwhileError';
  }
}

/**
 * Text that grows at one place of a document, as one undo step. The end of the text is held back
 * until `finish`, whose edit closes the step.
 */
export class Insertion implements vscode.Disposable {
  readonly #document: vscode.TextDocument;
  readonly #original: string;
  readonly #subscription: vscode.Disposable;
  readonly #saves: vscode.Disposable;
  readonly #onForeignEdit: () => void;
  #start: Place;
  #end: Place;
  #pending = '';
  #written = '';
  #isForeign = false;
  #expected: string | undefined;
  /** Undo steps the text may be in: saving the file, as auto save does, ends a step. */
  #steps = 1;

  /** @param onForeignEdit called once when somebody else edits the document. */
  constructor(editor: vscode.TextEditor, onForeignEdit: () => void) {
    this.#document = editor.document;
    this.#original = editor.document.getText();
    this.#start = editor.selection.active;
    this.#end = this.#start;
    this.#onForeignEdit = onForeignEdit;
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === this.#document) this.#follow(event.contentChanges);
    });
    this.#saves = vscode.workspace.onDidSaveTextDocument((saved) => {
      if (saved === this.#document && this.#written !== '') this.#steps++;
    });
  }

  /** Text that is in the document now. */
  get written(): string {
    return this.#written;
  }

  add(text: string): void {
    this.#pending += text;
  }

  /** Writes what came so far but its last character, if the document is on screen. */
  async flush(): Promise<void> {
    const hold = /[\udc00-\udfff]$/.test(this.#pending) ? 2 : /\r\n$/.test(this.#pending) ? 2 : 1;
    const text = this.#pending.slice(0, -hold);
    const editor = this.#editor();
    if (text === '' || !editor) return;
    if (await this.#insert(editor, text, false)) this.#pending = this.#pending.slice(text.length);
  }

  /** Writes the rest and closes the undo step. @throws CaravanError when the editor refuses. */
  async finish(): Promise<void> {
    const text = this.#pending;
    if (text === '') return;
    const editor = this.#editor();
    if (editor && (await this.#insert(editor, text, true))) return this.#join(editor);
    // Not on screen any more: the rest goes in through the workspace.
    const change = new vscode.WorkspaceEdit();
    change.insert(this.#document.uri, position(this.#end), text);
    this.#expected = text;
    if (!(await vscode.workspace.applyEdit(change))) throw refused();
  }

  /** Removes everything that was inserted; the document is then what it was, to the byte. */
  async takeBack(): Promise<void> {
    this.#pending = '';
    if (this.#written === '') return;
    // Undo also makes an unchanged file count as unchanged again.
    if (await this.#undo(this.#editor())) return;
    const change = new vscode.WorkspaceEdit();
    change.delete(this.#document.uri, new vscode.Range(position(this.#start), position(this.#end)));
    this.#expected = '';
    if (!(await vscode.workspace.applyEdit(change))) throw refused();
    this.#written = '';
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#saves.dispose();
  }

  /** Makes one undo step of several, where the file was saved while the text grew. */
  async #join(editor: vscode.TextEditor): Promise<void> {
    if (this.#steps === 1 || !(await this.#undo(editor))) return;
    const [start, text] = [position(this.#start), this.#written];
    if (await editor.edit((edit) => edit.insert(start, text))) return;
    for (let step = 0; step < this.#steps; step++) {
      await vscode.commands.executeCommand('redo');
    }
  }

  /** Undoes to the text there was before; false, with nothing changed, where that is not to be had. */
  async #undo(editor: vscode.TextEditor | undefined): Promise<boolean> {
    if (this.#isForeign || !editor || editor !== vscode.window.activeTextEditor) return false;
    this.#subscription.dispose();
    let undone = 0;
    while (undone < this.#steps && this.#document.getText() !== this.#original) {
      await vscode.commands.executeCommand('undo');
      undone++;
    }
    if (this.#document.getText() === this.#original) return true;
    for (; undone > 0; undone--) await vscode.commands.executeCommand('redo');
    return false;
  }

  async #insert(editor: vscode.TextEditor, text: string, isLast: boolean): Promise<boolean> {
    if (this.#isForeign) throw new EditedMeanwhileError();
    const isFirst = this.#written === '';
    this.#expected = text;
    const options = { undoStopBefore: isFirst, undoStopAfter: isLast };
    const done = await editor.edit((edit) => edit.insert(position(this.#end), text), options);
    if (!done) this.#expected = undefined;
    if (!done && this.#isForeign) throw new EditedMeanwhileError();
    return done;
  }

  #follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    for (const { range, text } of changes) {
      const edit: Replacement = { start: range.start, end: range.end, text };
      if (this.#isOurs(edit)) continue;
      this.#start = isBefore(this.#start, edit.end) ? this.#start : shift(this.#start, edit);
      this.#end = shift(this.#end, edit);
      if (this.#isForeign) continue;
      this.#isForeign = true;
      this.#onForeignEdit();
    }
  }

  #isOurs(edit: Replacement): boolean {
    const expected = this.#expected;
    if (expected === undefined) return false;
    if (expected === '') {
      this.#expected = undefined;
      return true;
    }
    const isHere = !isBefore(edit.start, this.#end) && !isBefore(this.#end, edit.start);
    // The editor turns line ends into those of the document.
    if (!isHere || lines(edit.text) !== lines(expected)) return false;
    this.#expected = undefined;
    this.#end = endOf(this.#end, edit.text);
    this.#written += edit.text;
    return true;
  }

  #editor(): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find((editor) => editor.document === this.#document);
  }
}

function position({ line, character }: Place): vscode.Position {
  return new vscode.Position(line, character);
}

function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function refused(): CaravanError {
  return new CaravanError('write-failed', {
    text: userText('The editor did not accept the change.'),
    next: userText('Check that the file can be edited, then try again.'),
  });
}
