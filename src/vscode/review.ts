import * as vscode from 'vscode';
import type { Proposal, ProposedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { proposalScheme } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';

/** Shows proposals in VS Code's own diff editors. */
export interface Review extends vscode.Disposable {
  /** Opens the diff of one file, or of all. @throws CaravanError when there is no such proposal. */
  open(runId: string, path?: string): Promise<void>;
}

/** Serves both sides of a diff from the proposal the core holds: what is shown is what is written. */
export function registerReview(core: LazyCore): Review {
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async (uri: vscode.Uri): Promise<string> => {
      const { runId, side } = parseQuery(uri.query);
      const proposal = await (await core.get()).proposal(runId);
      const file = proposal?.files.find((candidate) => `/${candidate.path}` === uri.path);
      const text: string | undefined = side === 'before' ? file?.before : file?.after;
      return text ?? '';
    },
  };
  const registration = vscode.workspace.registerTextDocumentContentProvider(
    proposalScheme,
    provider,
  );
  return {
    open: async (runId, path) => {
      const proposal = await (await core.get()).proposal(runId);
      if (!proposal) throw gone();
      await (path === undefined ? openAll(proposal) : openOne(proposal, path));
    },
    dispose: () => {
      registration.dispose();
    },
  };
}

async function openOne(proposal: Proposal, path: string): Promise<void> {
  const file = proposal.files.find((candidate) => candidate.path === path);
  if (!file) throw gone();
  await vscode.commands.executeCommand(
    'vscode.diff',
    sideUri(proposal, file, 'before'),
    sideUri(proposal, file, 'after'),
    vscode.l10n.t('{0} (proposed by Caravan)', path),
    { preview: true },
  );
}

async function openAll(proposal: Proposal): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.changes',
    vscode.l10n.t('Changes proposed by Caravan'),
    proposal.files.map((file) => [
      vscode.Uri.joinPath(vscode.Uri.file(proposal.root), file.path),
      file.operation === 'create' ? undefined : sideUri(proposal, file, 'before'),
      file.operation === 'delete' ? undefined : sideUri(proposal, file, 'after'),
    ]),
  );
}

function sideUri(proposal: Proposal, file: ProposedFile, side: 'before' | 'after'): vscode.Uri {
  return vscode.Uri.from({
    scheme: proposalScheme,
    path: `/${file.path}`,
    query: new URLSearchParams({ run: proposal.runId, side, hash: file.hash }).toString(),
  });
}

function parseQuery(query: string): { readonly runId: string; readonly side: string } {
  const values = new URLSearchParams(query);
  return { runId: values.get('run') ?? '', side: values.get('side') ?? '' };
}

function gone(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('These changes are no longer there.'),
    next: userText('Ask again to get new ones.'),
  });
}
