import * as vscode from 'vscode';
import { namedPathLimit, type SourceFile } from '../app/index.ts';
import type { FolderEditors } from './mentionEditor.ts';
import { mentionedFile, mentionedFolder, readAll, type MentionFilePorts } from './mentionFiles.ts';
import { gitChanges } from './mentionGit.ts';
import {
  mentionRoom,
  resolveMentions,
  type MentionMoment,
  type MentionSources,
} from './mentionResolve.ts';
import { findOffers } from './mentionSearch.ts';
import { findSymbols, mentionedSymbol } from './mentionSymbols.ts';
import { terminalSelection } from './mentionTerminal.ts';
import type { LazyCore } from './lazyCore.ts';
import type { ViewChannel } from './viewChannel.ts';

const hasTerminal = (): boolean => vscode.window.terminals.length > 0;

/** The content of what a message mentions; what had to be cut is said in a notification. */
export async function attachMentions(
  core: LazyCore,
  editors: FolderEditors,
  text: string,
  moment: MentionMoment,
): Promise<readonly SourceFile[]> {
  const { files, cut } = await resolveMentions(text, sourcesOf(core, editors), moment);
  if (cut.length > 0) {
    const part = vscode.l10n.t(
      'Only the beginning goes along of {0}: everything a message mentions together may have {1} characters. Select the part you mean and mention @selection instead.',
      cut.join(', '),
      new Intl.NumberFormat(vscode.env.language).format(mentionRoom),
    );
    void vscode.window.showWarningMessage(part);
  }
  return files;
}

/** Answers the view what fits an unfinished mention; an answer nobody waits for any more is not sent. */
export class MentionSearch {
  readonly #core: LazyCore;
  readonly #editors: FolderEditors;
  readonly #channel: Pick<ViewChannel, 'send'>;
  #newest = '';

  constructor(core: LazyCore, editors: FolderEditors, channel: Pick<ViewChannel, 'send'>) {
    this.#core = core;
    this.#editors = editors;
    this.#channel = channel;
  }

  /** Answers at once with what is known, and again when the symbols have been found. */
  async find(query: string): Promise<void> {
    this.#newest = query;
    const caravan = await this.#core.get();
    const ports = {
      paths: () => caravan.namedPaths(),
      openPaths: () => this.#editors.openPaths(),
      hasTerminal,
      exists: async (path: string) => 'content' in (await caravan.readNamed(path)),
      symbols: (name: string) => findSymbols(this.#editors, name),
    };
    for await (const offers of findOffers(query, ports)) {
      if (this.#newest !== query) return;
      this.#channel.send({ type: 'mentions', query, offers });
    }
  }
}

function sourcesOf(core: LazyCore, editors: FolderEditors): MentionSources {
  const files = async (): Promise<MentionFilePorts> => ({
    core: await core.get(),
    unsaved: (path) => editors.unsavedText(path),
  });
  // Nobody named these files: none that is ignored or secret goes along.
  const isListed = async (): Promise<(path: string) => boolean> => {
    const paths = new Set(await (await core.get()).namedPaths());
    return (path) => paths.has(path) || paths.size >= namedPathLimit;
  };
  return {
    file: async (path) => mentionedFile(await files(), path),
    folder: async (path) => mentionedFolder(await files(), path),
    symbol: async (name) => mentionedSymbol(editors, name, await isListed()),
    selection: async () => editors.selectedText(),
    problems: async () => editors.shownProblems(await isListed()),
    editors: async () => readAll(await files(), editors.openPaths().filter(await isListed())),
    diff: async () => {
      const { staged, unstaged } = await gitChanges(editors.folder);
      const content = [staged, unstaged].filter(Boolean).join('\n');
      return content === '' ? [] : [{ path: 'changes.diff', content }];
    },
    terminal: () =>
      terminalSelection({
        hasTerminal,
        clipboard: vscode.env.clipboard,
        copySelection: () =>
          vscode.commands.executeCommand('workbench.action.terminal.copySelection'),
      }),
  };
}
