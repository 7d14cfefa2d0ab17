import { isAbsolute, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { isSecretFile, type SourceFile } from '../app/index.ts';

/** Problems that go along at most; errors first. */
const problemLimit = 100;
/** Open files whose text goes along at most. */
const editorLimit = 20;

/** What the editors of the window hold of the folder Caravan works in. */
export class FolderEditors {
  readonly #folder: () => string | undefined;

  /** @param folder absolute path; undefined while there is none, or none was chosen. */
  constructor(folder: () => string | undefined) {
    this.#folder = folder;
  }

  get folder(): string | undefined {
    return this.#folder();
  }

  /** Path of a file in the open folder, `/` separated; undefined for any other. */
  pathInFolder(uri: vscode.Uri): string | undefined {
    const folder = this.#folder();
    if (folder === undefined || uri.scheme !== 'file') return undefined;
    const path = relative(folder, uri.fsPath);
    const isOutside = path === '' || path === '..' || path.startsWith(`..${sep}`);
    return isOutside || isAbsolute(path) ? undefined : path.split(sep).join('/');
  }

  /**
   * Path of what was dragged in VS Code, `.` for the folder itself; undefined for any other. A window
   * on another machine calls the files of that machine `vscode-remote:`, as its editors do.
   */
  pathOfDragged(address: string): string | undefined {
    const uri = URL.canParse(address) ? vscode.Uri.parse(address) : undefined;
    const file = uri?.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri;
    const folder = this.#folder();
    if (!file || folder === undefined || file.scheme !== 'file') return undefined;
    return relative(folder, file.fsPath) === '' ? '.' : this.pathInFolder(file);
  }

  /** Address of a path of the open folder. */
  uriInFolder(path: string): vscode.Uri {
    return vscode.Uri.file(join(this.#folder() ?? '', path));
  }

  /** The text an editor holds of a file and has not saved; undefined when it is as on disk. */
  unsavedText(path: string): string | undefined {
    const { fsPath } = this.uriInFolder(path);
    return vscode.workspace.textDocuments
      .find(({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === fsPath)
      ?.getText();
  }

  /** What is selected in the last used editor, one piece for each selection. */
  selectedText(): readonly SourceFile[] {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return [];
    const { document, selections } = editor;
    const path = this.pathInFolder(document.uri) ?? document.uri.path.split('/').at(-1) ?? '';
    return selections
      .filter(({ isEmpty }) => !isEmpty)
      .map((selection) => ({
        path,
        content: piece('selected', selection, document.getText(selection)),
      }));
  }

  /** Errors and warnings that VS Code shows for files that may go along, as compilers write them. */
  shownProblems(mayGo: (path: string) => boolean): readonly SourceFile[] {
    const { Error, Warning } = vscode.DiagnosticSeverity;
    const lines = vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) => {
      const path = this.pathInFolder(uri);
      if (path === undefined || !mayGo(path) || isSecret(path)) return [];
      return diagnostics
        .filter(({ severity }) => severity === Error || severity === Warning)
        .map(({ severity, range, message, source }) => {
          const place = `${path}:${range.start.line + 1}:${range.start.character + 1}`;
          const grade = severity === Error ? 'error' : 'warning';
          return { severity, line: `${place} ${grade}: ${message}${source ? ` (${source})` : ''}` };
        });
    });
    if (lines.length === 0) return [];
    const first = lines.toSorted((one, other) => one.severity - other.severity);
    const shown = first.slice(0, problemLimit).map(({ line }) => line);
    const rest = lines.length - shown.length;
    const more = rest > 0 ? [`[and ${rest} more]`] : [];
    return [{ path: 'problems', content: [...shown, ...more].join('\n') }];
  }

  /** Files of the folder that are open in editors, the one in front first, none secret by name. */
  openPaths(): readonly string[] {
    const { activeTextEditor, tabGroups } = vscode.window;
    const uris = tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
    const all = [...(activeTextEditor ? [activeTextEditor.document.uri] : []), ...uris];
    const paths = all.flatMap((uri) => this.pathInFolder(uri) ?? []);
    return [...new Set(paths)].filter((path) => !isSecret(path)).slice(0, editorLimit);
  }
}

function isSecret(path: string): boolean {
  return isSecretFile(path.split('/').at(-1) ?? '');
}

/** A piece of a file, with the lines it is from. */
export function piece(what: string, { start, end }: vscode.Range, text: string): string {
  return `[${what}: lines ${start.line + 1} to ${end.line + 1} of this file]\n${text}`;
}
