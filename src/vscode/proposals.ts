import * as vscode from 'vscode';
import type { ProposedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import { offerMerge } from './applyConflict.ts';
import type { ChatSession } from './chatSession.ts';
import { chooseChanges } from './chooseChanges.ts';
import { commandIds, hasProposalContext } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { ProposalFiles } from './proposalFiles.ts';
import { registerCommand } from './registerCommand.ts';
import { undoRun } from './restoreFiles.ts';
import { registerReview } from './review.ts';
import { runningWatchers } from './runningWatchers.ts';
import type { SnapshotDocuments } from './snapshotDocuments.ts';
import { render } from './texts.ts';
import { requireTrust } from './trust.ts';

/** Deciding on proposed changes, from the view or by command. */
export interface Proposals extends vscode.Disposable {
  /** Writes the changes; files that need asking are asked for in a dialogue, one by one. */
  apply(runId: string, paths?: readonly string[]): Promise<void>;
  discard(runId: string): Promise<void>;
  review(runId: string, path?: string): Promise<void>;
  /** Lets the user leave out parts of the changes. */
  choose(runId: string): Promise<void>;
  /** Puts the files of applied changes back as they were, or opens a merge where others wrote since. */
  undo(runId: string): Promise<void>;
}

/** What the decisions need of the window around them. */
export interface ProposalsDeps {
  readonly core: LazyCore;
  readonly session: ChatSession;
  readonly documents: SnapshotDocuments;
  readonly log: Logger;
}

/** Apply, discard, review and choose: the commands act on the open proposal in front, or the newest. */
export function registerProposals(deps: ProposalsDeps): Proposals {
  const { core, session, documents, log: logger } = deps;
  const isOpen = (runId: string): boolean =>
    session.openProposals.some((open) => open.runId === runId);
  const files = new ProposalFiles(core, isOpen);
  const shown = registerReview(core, isOpen, logger);
  const accepted = new Set<string>();
  const write = async (runId: string, paths?: readonly string[]): Promise<void> => {
    const caravan = await core.get();
    // What an editor shows is what is written.
    if (!(await files.saveAll(runId))) throw notSaved();
    if (!(await acceptWatchers(accepted))) return;
    const proposal = await caravan.proposal(runId);
    if (!paths) {
      await caravan.apply(runId, undefined, proposal?.id);
      return;
    }
    const approved: string[] = [];
    for (const path of paths) {
      const file = proposal?.files.find((candidate) => candidate.path === path);
      if (file?.decision.decision !== 'ask' || (await confirm(file))) approved.push(path);
    }
    // Bound to what was shown: another proposal of the run would need its own yes.
    if (approved.length > 0) await caravan.apply(runId, approved, proposal?.id);
  };
  const offer = async (runId: string, error: unknown): Promise<boolean> =>
    offerMerge({ documents, logger }, await core.get(), runId, error);
  const proposals = {
    apply: async (runId: string, paths?: readonly string[]): Promise<void> => {
      requireTrust();
      try {
        await write(runId, paths);
      } catch (error) {
        // The view shows the error as well; the buttons are in the notification.
        await offer(runId, error);
        throw error;
      }
    },
    discard: async (runId: string): Promise<void> => {
      requireTrust();
      await (await core.get()).discard(runId);
    },
    review: async (runId: string, path?: string): Promise<void> => {
      requireTrust();
      await shown.open(runId, path);
    },
    choose: async (runId: string): Promise<void> => {
      requireTrust();
      if (!(await files.saveAll(runId))) throw notSaved();
      const caravan = await core.get();
      await chooseChanges(caravan, runId, (path) => shown.open(runId, path));
    },
    undo: async (runId: string): Promise<void> => {
      requireTrust();
      await undoRun(await core.get(), runId, documents, logger);
    },
  };
  /** The proposal in front, or the newest one. */
  const current = (): string => {
    if (shown.shown !== undefined) return shown.shown;
    const open = session.openProposals.at(-1);
    if (!open) throw nothingOpen();
    return open.runId;
  };
  const applyCurrent = async (): Promise<void> => {
    const runId = current();
    try {
      await write(runId);
    } catch (error) {
      if (!(await offer(runId, error))) throw error;
    }
  };
  const needs = { needs: 'trusted' } as const;
  const registration = vscode.Disposable.from(
    files,
    shown,
    registerCommand(commandIds.applyChanges, logger, needs, applyCurrent),
    registerCommand(commandIds.discardChanges, logger, needs, () => proposals.discard(current())),
    registerCommand(commandIds.reviewChanges, logger, needs, () => proposals.review(current())),
    registerCommand(commandIds.chooseChanges, logger, needs, () => proposals.choose(current())),
    session.onRunEvent((event) => {
      if (event.type !== 'proposal') return;
      const isAnyOpen = session.openProposals.length > 0;
      void vscode.commands.executeCommand('setContext', hasProposalContext, isAnyOpen);
      files.refresh(event.runId);
      shown.refresh();
    }),
  );
  return { ...proposals, dispose: () => void registration.dispose() };
}

/** Warns of each watcher once: what it does with new files, it does outside of the sandbox. */
async function acceptWatchers(accepted: Set<string>): Promise<boolean> {
  const watchers = runningWatchers().filter((name) => !accepted.has(name));
  if (watchers.length === 0) return true;
  const yes = vscode.l10n.t('Write the Files');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('A running task picks the files up: {0}', watchers.join(', ')),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It may run them as soon as they are written, outside of the sandbox that the tests ran in. End it first if you want to look at them before.',
      ),
    },
    yes,
  );
  if (choice !== yes) return false;
  for (const name of watchers) accepted.add(name);
  return true;
}

async function confirm({ decision, path }: ProposedFile): Promise<boolean> {
  const yes = vscode.l10n.t('Write It');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Write {0}?', path),
    {
      modal: true,
      detail: [decision.reason && render(decision.reason), decision.realPath]
        .filter(Boolean)
        .join('\n\n'),
    },
    yes,
  );
  return choice === yes;
}

function notSaved(): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('What you edited could not be taken into the proposal.'),
    kept: userText('Nothing was written; your text is in its editor.'),
    next: userText('Save it there, or undo the edit.'),
  });
}

function nothingOpen(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There are no proposed changes to decide on.'),
    next: userText('Ask Caravan for code first.'),
  });
}
