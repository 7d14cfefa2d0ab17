import { isFollowUp } from '../agents/followUp.ts';
import { isTestPath } from '../agents/planPaths.ts';
import type { SourceFile } from '../base/task.ts';
import type { ContextProvider } from '../context/ports.ts';
import type { ProposalStore } from '../workspace/proposalStore.ts';
import type { Conversation } from './caravan.ts';

/** Files and UTF-16 units of one file that a message may build on. */
const fileLimit = 3;
const sizeLimit = 60_000;

/**
 * The code that the conversation made last, where a message speaks of it: as it is in the workspace,
 * or as proposed while that waits for a decision. Nothing when the user discarded or undid it.
 */
export async function filesToBuildOn(
  task: string,
  conversation: Conversation,
  proposals: Pick<ProposalStore, 'load'>,
  context: Pick<ContextProvider, 'read'>,
): Promise<readonly SourceFile[]> {
  if (!isFollowUp(task)) return [];
  const last = conversation.items.findLast(
    (item) => item.kind === 'run' && item.events.some((event) => event.type === 'proposal'),
  );
  const stored = last && (await proposals.load(last.id));
  if (!stored || stored.state === 'discarded' || stored.state === 'undone') return [];
  const { signal } = new AbortController();
  const made: SourceFile[] = [];
  for (const { path, operation, after, decision, isLeftOut } of stored.proposal.files) {
    if (operation === 'delete' || isLeftOut || decision.decision === 'deny') continue;
    if (isTestPath(path) || made.length === fileLimit) continue;
    const content = stored.state === 'open' ? after : await context.read(path, signal);
    if (content !== undefined && content.length <= sizeLimit) made.push({ path, content });
  }
  return made;
}
