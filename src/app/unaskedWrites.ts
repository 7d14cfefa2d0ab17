import { CaravanError } from '../base/errors.ts';
import type { UserText } from '../base/userText.ts';
import type { Proposal } from '../workspace/types.ts';
import type { CaravanPorts, Caravan } from './caravan.ts';
import type { Settings } from './settings.ts';

/** What decides whether files are written without the user's word, and what writes them. */
export interface UnaskedWriteDeps {
  readonly settings: () => Pick<Settings, 'approveWrites'>;
  readonly ports: Pick<CaravanPorts, 'isTrusted' | 'isWatched' | 'logger'>;
  readonly apply: Caravan['apply'];
  readonly notify: (text: UserText) => void;
}

/**
 * Whether the user's setting is their word on a proposal: its tests passed, nobody changed it since,
 * and the policy lets every one of its files be written without asking.
 */
export function needsNoWord(
  { verification, isRevised, files }: Pick<Proposal, 'verification' | 'isRevised' | 'files'>,
  { approveWrites }: Pick<Settings, 'approveWrites'>,
): boolean {
  const mayWrite = files.every(({ decision }) => decision.decision === 'allow');
  return !approveWrites && verification === 'verified' && !isRevised && mayWrite;
}

/**
 * Writes a proposal at once where the user has turned approval off, as a click on Apply would. What
 * keeps it from being written is told, and the proposal waits for the user like any other.
 */
export function createUnaskedWrites({
  settings,
  ports,
  apply,
  notify,
}: UnaskedWriteDeps): (proposal: Proposal) => Promise<void> {
  return async (proposal) => {
    if (!ports.isTrusted() || ports.isWatched?.() || !needsNoWord(proposal, settings())) return;
    try {
      // By no name: what needs asking by the time of writing is left out.
      await apply(proposal.runId, undefined, proposal.id);
    } catch (error) {
      ports.logger.warn('The files of a run were not written by themselves', error);
      if (error instanceof CaravanError) notify(error.text);
    }
  };
}
