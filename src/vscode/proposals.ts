import * as vscode from 'vscode';
import type { ProposedFile } from '../app/index.ts';
import { CaravanError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { userText } from '../base/userText.ts';
import type { ChatSession } from './chatSession.ts';
import { commandIds, hasProposalContext } from './ids.ts';
import type { LazyCore } from './lazyCore.ts';
import { registerCommand } from './registerCommand.ts';
import { registerReview } from './review.ts';
import { render } from './texts.ts';
import { requireTrust } from './trust.ts';

/** Deciding on proposed changes, from the view or by command. */
export interface Proposals extends vscode.Disposable {
  /** Writes the changes; files that need asking are asked for in a dialogue, one by one. */
  apply(runId: string, paths?: readonly string[]): Promise<void>;
  discard(runId: string): Promise<void>;
  review(runId: string, path?: string): Promise<void>;
}

/** Apply, discard and review: the commands act on the newest open proposal. */
export function registerProposals(core: LazyCore, session: ChatSession, logger: Logger): Proposals {
  const shown = registerReview(core);
  const proposals = {
    apply: async (runId: string, paths?: readonly string[]): Promise<void> => {
      requireTrust();
      const caravan = await core.get();
      if (!paths) {
        await caravan.apply(runId);
        return;
      }
      const files = (await caravan.proposal(runId))?.files ?? [];
      const approved: string[] = [];
      for (const path of paths) {
        const file = files.find((candidate) => candidate.path === path);
        if (file?.decision.decision !== 'ask' || (await confirm(file))) approved.push(path);
      }
      if (approved.length > 0) await caravan.apply(runId, approved);
    },
    discard: async (runId: string): Promise<void> => {
      requireTrust();
      await (await core.get()).discard(runId);
    },
    review: async (runId: string, path?: string): Promise<void> => {
      requireTrust();
      await shown.open(runId, path);
    },
  };
  const newest = (): string => {
    const open = session.openProposals.at(-1);
    if (!open) throw nothingOpen();
    return open.runId;
  };
  const needs = { needs: 'trusted' } as const;
  const registration = vscode.Disposable.from(
    shown,
    registerCommand(commandIds.applyChanges, logger, needs, () => proposals.apply(newest())),
    registerCommand(commandIds.discardChanges, logger, needs, () => proposals.discard(newest())),
    registerCommand(commandIds.reviewChanges, logger, needs, () => proposals.review(newest())),
    session.onRunEvent((event) => {
      if (event.type !== 'proposal') return;
      const isOpen = session.openProposals.length > 0;
      void vscode.commands.executeCommand('setContext', hasProposalContext, isOpen);
    }),
  );
  return { ...proposals, dispose: () => void registration.dispose() };
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

function nothingOpen(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There are no proposed changes to decide on.'),
    next: userText('Ask Caravan for code first.'),
  });
}
