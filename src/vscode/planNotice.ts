import * as vscode from 'vscode';
import type { Logger } from '../base/logger.ts';
import type { ChatSession } from './chatSession.ts';
import { viewId } from './ids.ts';
import { showError } from './showError.ts';
import { firstLine } from './texts.ts';
import type { ViewChannel } from './viewChannel.ts';
import type { WaitingPlan, WaitingPlans } from './waitingPlans.ts';

/** What the notice of a waiting plan needs. */
export interface PlanNoticeDeps {
  readonly session: Pick<ChatSession, 'conversationId' | 'openConversation'>;
  readonly channel: Pick<ViewChannel, 'synced'>;
  readonly plans: WaitingPlans;
  readonly log: Logger;
}

/** One notification for each plan that begins to wait where the user does not see it. */
export function registerPlanNotice({
  session,
  plans,
  channel,
  log,
}: PlanNoticeDeps): vscode.Disposable {
  const offer = async ({ runId, conversationId, task }: WaitingPlan): Promise<void> => {
    const isShown = conversationId === session.conversationId && (await isOpen(channel));
    if (isShown && vscode.window.state.focused) return;
    const show = vscode.l10n.t('Show Plan');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Caravan waits for your word on its plan for “{0}”.', firstLine(task)),
      show,
    );
    if (choice === undefined) return;
    // VS Code cannot take a message back, so that its button may be pressed late.
    if (!plans.isWaiting(runId)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The plan for “{0}” waits no longer.', firstLine(task)),
      );
    }
    await vscode.commands.executeCommand(`${viewId}.focus`);
    await session.openConversation(conversationId);
  };
  return vscode.Disposable.from(
    plans.onDidAsk((plan) => {
      offer(plan).catch((error: unknown) => showError(error, log));
    }),
  );
}

/** Is a page open at this moment? A hidden one is not: it has no snapshot. */
function isOpen({ synced }: Pick<ViewChannel, 'synced'>): Promise<boolean> {
  const now = new Promise<boolean>((resolve) => setImmediate(resolve, false));
  return Promise.race([synced.then(() => true), now]);
}
