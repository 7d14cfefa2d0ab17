import * as vscode from 'vscode';
import { isSecretFile, type SourceFile } from '../app/index.ts';
import { piece, type FolderEditors } from './mentionEditor.ts';

/** Symbols of one name that go along. */
const sameNames = 3;
/** Lines shown of a symbol of which VS Code knows only where its name is. */
const linesOfUnknown = 40;

/** A symbol of the folder. */
export interface FoundSymbol {
  readonly name: string;
  readonly path: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** Symbols whose name fits, as the language extensions know them; files outside the folder are left out. */
export async function findSymbols(
  editors: FolderEditors,
  query: string,
): Promise<readonly FoundSymbol[]> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return (found ?? []).flatMap(({ name, location }) => {
    const path = editors.pathInFolder(location.uri);
    const isSecret = path !== undefined && isSecretFile(path.split('/').at(-1) ?? '');
    // Some name functions with their parentheses.
    const plain = name.replace(/\(.*\)$/, '');
    return path === undefined || isSecret
      ? []
      : [{ name: plain, path, uri: location.uri, range: location.range }];
  });
}

/** The text of the symbols with exactly this name, in files that may go along. */
export async function mentionedSymbol(
  editors: FolderEditors,
  name: string,
  mayGo: (path: string) => boolean,
): Promise<readonly SourceFile[]> {
  const same = (await findSymbols(editors, name)).filter(
    (symbol) => symbol.name === name && mayGo(symbol.path),
  );
  return Promise.all(same.slice(0, sameNames).map(textOf));
}

async function textOf({ name, path, uri, range }: FoundSymbol): Promise<SourceFile> {
  const document = await vscode.workspace.openTextDocument(uri);
  const inDocument = await vscode.commands.executeCommand<
    (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  const whole = enclosing(inDocument ?? [], name, range) ?? range;
  const isOnlyName = whole.isSingleLine;
  const end = isOnlyName ? whole.start.line + linesOfUnknown : whole.end.line;
  const lines = document.validateRange(new vscode.Range(whole.start.line, 0, end + 1, 0));
  return { path, content: piece(name, whole, document.getText(lines)) };
}

/** The smallest range of a symbol of that name around a place. */
function enclosing(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  name: string,
  place: vscode.Range,
): vscode.Range | undefined {
  for (const symbol of symbols) {
    const range = 'range' in symbol ? symbol.range : symbol.location.range;
    if (!range.contains(place.start)) continue;
    const inner = 'children' in symbol ? enclosing(symbol.children, name, place) : undefined;
    if (inner) return inner;
    if (symbol.name.replace(/\(.*\)$/, '') === name) return range;
  }
  return undefined;
}
