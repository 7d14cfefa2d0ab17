import { sha256 } from '../base/textFile.ts';
import type { Proposal } from './types.ts';

/** Name of a proposal by its content: another text, file or verdict gives another name. */
export function proposalId(content: Omit<Proposal, 'id' | 'isRevised'>): string {
  const { runId, root, files, verification } = content;
  return sha256(JSON.stringify([runId, root, files, verification])).slice(0, 32);
}
