import * as vscode from 'vscode';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { workFolder, type WindowFolder } from './folderChoice.ts';
import { commandIds } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';

const stateKey = 'caravan.folder';

/** Any folder of the window that is on a disk; undefined when there is none. */
export function openFolder(): string | undefined {
  return windowFolders()[0]?.path;
}

/** Is nothing in a folder but what is hidden? Not where there is no folder, or it cannot be read. */
export async function isFolderEmpty(path: string | undefined): Promise<boolean> {
  if (path === undefined) return false;
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(path));
    return entries.every(([name]) => name.startsWith('.'));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

/** The folder Caravan works in; where a window has several, the user chooses it, once. */
export class OpenFolder implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onChange = this.#changes.event;
  #wasAsked = false;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** Undefined: no folder is open, or the user has yet to choose one of several. */
  get current(): WindowFolder | undefined {
    return workFolder(windowFolders(), this.#state.get<string>(stateKey));
  }

  /** Asks which folder to work in unless that is known, or was asked before in this window. */
  async askOnce(): Promise<void> {
    if (this.#wasAsked || this.current || windowFolders().length < 2) return;
    this.#wasAsked = true;
    await this.choose();
    if (this.current) return;
    const choose = vscode.l10n.t('Choose Folder');
    void vscode.window.showWarningMessage(notChosen(), choose).then((answer) => {
      if (answer === choose) void vscode.commands.executeCommand(commandIds.chooseFolder);
    });
  }

  /** Lets the user choose; the answer is remembered for this workspace. */
  async choose(): Promise<void> {
    const items = windowFolders().map(({ name, path }) => ({ label: name, description: path }));
    const choice = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Which folder is Caravan to work in?'),
      placeHolder: vscode.l10n.t('It reads, tests and writes files there, and nowhere else'),
      ignoreFocusOut: true,
    });
    if (!choice) return;
    await this.#state.update(stateKey, choice.description);
    this.#changes.fire();
  }

  dispose(): void {
    this.#changes.dispose();
  }
}

/** `Caravan: Choose Folder`, and an item in the status bar where a window has several folders. */
export function registerOpenFolder(
  folder: OpenFolder,
  core: LazyCore,
  logger: Logger,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('folder', vscode.StatusBarAlignment.Right, 89);
  item.name = vscode.l10n.t('Caravan: Folder');
  item.command = commandIds.chooseFolder;
  const update = (): void => show(item, folder.current);
  update();
  return vscode.Disposable.from(
    item,
    folder.onChange(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    registerCommand(commandIds.chooseFolder, logger, { needs: 'trusted' }, async () => {
      // What a task proposes belongs to the folder it was started in.
      if ((core.loaded?.activeRuns.length ?? 0) > 0) throw atWork();
      await folder.choose();
    }),
  );
}

function show(item: vscode.StatusBarItem, current: WindowFolder | undefined): void {
  if (windowFolders().length < 2) return item.hide();
  item.text = `$(folder) ${current?.name ?? vscode.l10n.t('Choose Folder')}`;
  item.tooltip = current
    ? vscode.l10n.t('Caravan works in {0}. Click to choose another folder.', current.path)
    : notChosen();
  item.backgroundColor = current
    ? undefined
    : new vscode.ThemeColor('statusBarItem.warningBackground');
  item.show();
}

function notChosen(): string {
  return vscode.l10n.t('Several folders are open. Until you choose one, Caravan writes no files.');
}

function windowFolders(): readonly WindowFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ name, uri }) => ({ name, path: uri.fsPath }));
}

function atWork(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('A task is at work, and it belongs to the folder it was started in.'),
    next: userText('Wait until it has ended, or stop it; then choose another folder.'),
  });
}
