import * as vscode from 'vscode';
import type { Proposal, ProposedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { reviewingContext } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { placeOf, proposalUri, type ProposalSide } from './proposalFiles.ts';

/** Shows proposals in VS Code's own diff editors. */
export interface Review extends vscode.Disposable {
  /** Opens the diff of one file, or of all. @throws CaravanError when there is no such proposal. */
  open(runId: string, path?: string): Promise<void>;
  /** Run whose open proposal the editor in front shows. */
  readonly shown: string | undefined;
  /** Looks again at what is in front, after a proposal has changed; the diff of all lists it anew. */
  refresh(): void;
}

/** Opens diffs of proposals, and tells by a context key when one of an open proposal is in front. */
export function registerReview(
  core: LazyCore,
  isOpen: (runId: string) => boolean,
  logger: Logger,
): Review {
  let newest: string | undefined;
  /** What the diff of all lists. */
  let listed = '';
  let renewing: Promise<void> = Promise.resolve();
  const shown = (): string | undefined => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const runId =
      tab?.input instanceof vscode.TabInputTextDiff
        ? placeOf(tab.input.modified)?.runId
        : isOfAll(tab)
          ? newest
          : undefined;
    return runId !== undefined && isOpen(runId) ? runId : undefined;
  };
  // VS Code has no way to change what such an editor lists: it is closed and opened again.
  const renew = async (): Promise<void> => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    if (newest === undefined || !isOpen(newest) || !isOfAll(tab)) return;
    const proposal = await (await core.get()).proposal(newest);
    if (!proposal || listOf(proposal) === listed) return;
    listed = listOf(proposal);
    await vscode.window.tabGroups.close(tab);
    if (listed !== '') await openAll(proposal, false);
  };
  const note = (): void => {
    const isShown = shown() !== undefined;
    void vscode.commands.executeCommand('setContext', reviewingContext, isShown);
    renewing = renewing.then(renew).catch((error: unknown) => {
      logger.warn('The diff of all files could not be brought up to date', error);
    });
  };
  const registration = vscode.Disposable.from(
    vscode.window.tabGroups.onDidChangeTabs(note),
    vscode.window.tabGroups.onDidChangeTabGroups(note),
  );
  return {
    get shown() {
      return shown();
    },
    refresh: note,
    open: async (runId, path) => {
      const caravan = await core.get();
      const proposal = await caravan.proposal(runId);
      const file = proposal?.files.find((candidate) => candidate.path === path);
      if (!proposal || (path !== undefined && !file)) throw gone();
      const wasWritten =
        !isOpen(runId) &&
        (await caravan.restorePoints()).some(({ proposalId }) => proposalId === proposal.id);
      if (file) return openOne(proposal, file, wasWritten);
      newest = runId;
      listed = listOf(proposal);
      await openAll(proposal, wasWritten);
      note();
    },
    dispose: () => void registration.dispose(),
  };
}

async function openOne(proposal: Proposal, file: ProposedFile, wasWritten: boolean): Promise<void> {
  const { path } = file;
  const after = await afterOf(proposal, file, wasWritten);
  const title =
    after.scheme === 'file'
      ? vscode.l10n.t('{0} (before Caravan and now)', path)
      : vscode.l10n.t('{0} (proposed by Caravan)', path);
  const before = sideOf(proposal, file, 'before');
  await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true });
}

async function openAll(proposal: Proposal, wasWritten: boolean): Promise<void> {
  const resources = changedFiles(proposal).map(async (file) => [
    realUri(proposal, file),
    file.operation === 'create' ? undefined : sideOf(proposal, file, 'before'),
    file.operation === 'delete' ? undefined : await afterOf(proposal, file, wasWritten),
  ]);
  await vscode.commands.executeCommand(
    'vscode.changes',
    titleOfAll(),
    await Promise.all(resources),
  );
}

function changedFiles({ files }: Proposal): readonly ProposedFile[] {
  return files.filter((file) => !file.isLeftOut && file.after !== file.before);
}

function listOf(proposal: Proposal): string {
  return changedFiles(proposal)
    .map(({ path }) => path)
    .join('\n');
}

/** Is it the diff of all files? VS Code tells no more of such a tab than its title. */
function isOfAll(tab: vscode.Tab | undefined): tab is vscode.Tab {
  return tab?.label.startsWith(titleOfAll()) === true;
}

/** What was proposed; once it is written, the file itself as long as it is not as before. */
async function afterOf(
  proposal: Proposal,
  file: ProposedFile,
  wasWritten: boolean,
): Promise<vscode.Uri> {
  const real = realUri(proposal, file);
  if (!wasWritten || !(await differs(real, file.before))) return sideOf(proposal, file, 'after');
  return real;
}

async function differs(uri: vscode.Uri, text: string | undefined): Promise<boolean> {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return text === undefined || !Buffer.from(text).equals(bytes);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

function sideOf({ runId }: Proposal, { path }: ProposedFile, side: ProposalSide): vscode.Uri {
  return proposalUri({ runId, path, side });
}

function realUri({ root }: Proposal, { path }: ProposedFile): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(root), path);
}

function titleOfAll(): string {
  return vscode.l10n.t('Changes proposed by Caravan');
}

function gone(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('These changes are no longer there.'),
    next: userText('Ask again to get new ones.'),
  });
}
