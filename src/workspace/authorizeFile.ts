import { contentRisk } from './contentRisk.ts';
import type { ProposedFile, WriteDecision, WritePolicy } from './types.ts';

/** Decision about a file as a whole: where it goes, and what an editor would do on opening it. */
export async function authorizeFile(
  policy: WritePolicy,
  root: string,
  { path, operation, after }: Pick<ProposedFile, 'path' | 'operation' | 'after'>,
): Promise<WriteDecision> {
  const decision = await policy.authorizeWrite({ root, path, operation });
  if (decision.decision !== 'allow' || operation === 'delete') return decision;
  const reason = contentRisk(path, after);
  return reason ? { ...decision, decision: 'ask', reason } : decision;
}
