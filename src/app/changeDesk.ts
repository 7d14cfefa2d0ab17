import type { Caravan } from './caravan.ts';
import type { ProposalDesk } from './proposalDesk.ts';
import type { RestoreDesk } from './restoreDesk.ts';

interface ChangeDeskDeps {
  readonly proposals: ProposalDesk;
  readonly restores: RestoreDesk;
  readonly isTrusted: () => boolean;
  /** @throws CaravanError `workspace-untrusted`. */
  readonly requireTrust: () => void;
}

/** What the core offers about changes of the workspace: proposed ones, and the way back from those written. */
export type ChangeDesk = Pick<
  Caravan,
  | 'proposal'
  | 'apply'
  | 'hunks'
  | 'chooseHunks'
  | 'editProposal'
  | 'conflicts'
  | 'keep'
  | 'discard'
  | 'saveDraft'
  | 'recover'
  | 'restorePoints'
  | 'previewRestore'
  | 'restore'
>;

/** Writes and takes back in a trusted workspace only, and after what a crash cut off is settled. */
export function createChangeDesk(deps: ChangeDeskDeps): ChangeDesk {
  const { proposals, restores, isTrusted, requireTrust } = deps;
  const recover = async (): Promise<void> => {
    if (isTrusted()) await restores.recover((point) => proposals.noteWritten(point));
  };
  return {
    proposal: (runId) => proposals.get(runId),
    apply: async (runId, paths, shownId) => {
      requireTrust();
      await recover();
      return proposals.apply(runId, paths, shownId);
    },
    hunks: (runId) => proposals.hunks(runId),
    chooseHunks: (runId, shownId, chosen) => proposals.choose(runId, shownId, chosen),
    editProposal: (runId, shownId, path, text) => proposals.edit(runId, shownId, path, text),
    conflicts: (runId) => proposals.conflicts(runId),
    keep: (runId) => proposals.keep(runId),
    discard: (runId) => proposals.discard(runId),
    saveDraft: (runId) => proposals.saveDraft(runId),
    recover,
    restorePoints: () => restores.list(),
    previewRestore: (id) => restores.preview(id),
    restore: async (id, paths) => {
      requireTrust();
      await recover();
      const result = await restores.restore(id, paths);
      const undone = await restores.undone(id);
      if (undone) await proposals.noteUndone(undone);
      return result;
    },
  };
}
