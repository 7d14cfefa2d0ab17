import * as vscode from 'vscode';
import type { ChatSession } from './chatSession.ts';
import type { WaitingPlans } from './waitingPlans.ts';

/** What waits for the user's decision, as a number on the icon; nothing when nothing does. */
export function badgeOf(
  { openProposals }: Pick<ChatSession, 'openProposals'>,
  plans: Pick<WaitingPlans, 'count'>,
): vscode.ViewBadge | undefined {
  const files = openProposals
    .flatMap(({ proposal }) => proposal.files)
    .filter((file) => file.decision !== 'deny').length;
  const value = files + plans.count;
  if (value === 0) return undefined;
  const tooltips = [
    ...(plans.count > 0 ? [vscode.l10n.t('Plans to decide on: {0}', plans.count)] : []),
    ...(files > 0 ? [vscode.l10n.t('Files to review: {0}', files)] : []),
  ];
  return { value, tooltip: tooltips.join('\n') };
}
