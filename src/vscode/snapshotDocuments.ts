import * as vscode from 'vscode';
import { snapshotScheme } from './ids.ts';

/** Texts kept for open diff and merge editors; older ones are dropped. */
const limit = 300;

/** Read-only documents that hold a text as it was: the sides of diff and merge editors. */
export class SnapshotDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(snapshotScheme, this);
  }

  /** Address of a text; the path gives it its language and name. */
  add(path: string, text: string): vscode.Uri {
    const id = String(++this.#count);
    this.#texts.set(id, text.replace(/^\uFEFF/, ''));
    const oldest = [...this.#texts.keys()][0];
    if (this.#texts.size > limit && oldest !== undefined) this.#texts.delete(oldest);
    return vscode.Uri.file(path).with({ scheme: snapshotScheme, query: id });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.query) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }
}
