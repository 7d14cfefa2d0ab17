import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { RunResult } from '../workflow/run.ts';
import { applyProposal } from '../workspace/applyProposal.ts';
import { Approvals, approvedWrite } from '../workspace/approvals.ts';
import { createProposal } from '../workspace/createProposal.ts';
import type { DraftStore } from '../workspace/draftStore.ts';
import { proposalConflicts, type ProposalConflict } from '../workspace/proposalConflicts.ts';
import type { ProposalState, ProposalStore } from '../workspace/proposalStore.ts';
import type { RestorePoint } from '../workspace/restorePoint.ts';
import {
  chooseChanges,
  editProposal,
  proposalHunks,
  type FileHunks,
} from '../workspace/reviseProposal.ts';
import type { Proposal, WorkspaceWriter, WritePolicy } from '../workspace/types.ts';
import type { RestoreDesk } from './restoreDesk.ts';
import type { RunManager } from './runManager.ts';
import { summarizeProposal, verificationOf } from './taskWork.ts';

/** Where proposals wait for the user's word: made, looked at, applied or discarded. */
export class ProposalDesk {
  readonly #proposals: ProposalStore;
  readonly #drafts: DraftStore;
  readonly #policy: WritePolicy;
  readonly #writer: WorkspaceWriter;
  readonly #runs: RunManager;
  readonly #restores: RestoreDesk;
  readonly #taskOf: (runId: string) => Promise<string>;
  readonly #approvals = new Approvals();

  constructor(deps: {
    readonly proposals: ProposalStore;
    readonly drafts: DraftStore;
    readonly policy: WritePolicy;
    readonly writer: WorkspaceWriter;
    readonly runs: RunManager;
    /** What writes files, keeps the way back, and knows what is written whatever a state says. */
    readonly restores: RestoreDesk;
    /** What a run was for, as restore points show it. */
    readonly taskOf: (runId: string) => Promise<string>;
  }) {
    this.#proposals = deps.proposals;
    this.#drafts = deps.drafts;
    this.#policy = deps.policy;
    this.#writer = deps.writer;
    this.#runs = deps.runs;
    this.#restores = deps.restores;
    this.#taskOf = deps.taskOf;
  }

  propose(runId: string, root: string, result: RunResult): Promise<Proposal> {
    return createProposal({
      runId,
      root,
      files: result.files,
      verification: verificationOf(result.validation),
      policy: this.#policy,
      writer: this.#writer,
    });
  }

  async get(runId: string): Promise<Proposal | undefined> {
    return (await this.#proposals.load(runId))?.proposal;
  }

  /**
   * Takes the call for the user's word on the files it names, as they are in the proposal with the
   * given id, and writes them once. Returns the paths written.
   * @throws CaravanError `invalid-argument` when nothing is open; `write-conflict` when the proposal
   * is another one than was shown; `state-busy` while it is decided on elsewhere; write errors.
   */
  async apply(
    runId: string,
    paths?: readonly string[],
    shownId?: string,
  ): Promise<readonly string[]> {
    return this.#restores.lock.during(runId, async () => {
      const proposal = await this.#open(runId);
      if (shownId !== undefined && shownId !== proposal.id) throw replaced();
      const granted = new Map(
        proposal.files
          .filter(({ path }) => paths?.includes(path) ?? true)
          .map((file) => [file.path, this.#approvals.grant(approvedWrite(runId, file))]),
      );
      const written = await applyProposal(proposal, {
        policy: this.#policy,
        transactions: this.#restores.transactions,
        approvals: this.#approvals,
        granted,
        task: await this.#taskOf(runId),
        ...(paths && { paths }),
      });
      await this.#setState(proposal, 'applied');
      return written;
    });
  }

  /** Is the proposal of a run written, or decided on otherwise, whatever its state says? */
  async isDecided(runId: string): Promise<boolean> {
    const stored = await this.#proposals.load(runId);
    if (!stored) return false;
    return stored.state !== 'open' || this.#restores.isWritten(stored.proposal.id);
  }

  /** The separate changes of an open proposal, which {@link choose} chooses from. */
  async hunks(runId: string): Promise<readonly FileHunks[]> {
    return proposalHunks(await this.#open(runId));
  }

  /**
   * Leaves of the proposal with the given id only the chosen changes, by path and index.
   * @throws CaravanError as {@link apply}; the proposal is as it was then.
   */
  choose(
    runId: string,
    shownId: string,
    chosen: ReadonlyMap<string, readonly number[]>,
  ): Promise<Proposal> {
    return this.#revise(runId, shownId, (open) => chooseChanges(open, chosen, this.#policy));
  }

  /** Takes a file's text as the user wrote it. @throws CaravanError as {@link choose}. */
  edit(runId: string, shownId: string, path: string, text: string): Promise<Proposal> {
    return this.#revise(runId, shownId, (open) => editProposal(open, path, text, this.#policy));
  }

  async #revise(
    runId: string,
    shownId: string,
    revise: (open: Proposal) => Promise<Proposal>,
  ): Promise<Proposal> {
    return this.#restores.lock.during(runId, async () => {
      const open = await this.#open(runId);
      if (shownId !== open.id) throw replaced();
      const revised = await revise(open);
      if (revised === open) return open;
      await this.#proposals.save(revised);
      await this.#tell(revised, 'open');
      return revised;
    });
  }

  /** Files of an open proposal that were changed since it was made. */
  async conflicts(runId: string): Promise<readonly ProposalConflict[]> {
    return proposalConflicts(await this.#open(runId), this.#writer);
  }

  /** Notes what a crash kept from being noted: that the set which applied a proposal is whole. */
  async noteWritten({ kind, runId, proposalId }: RestorePoint): Promise<void> {
    if (kind !== 'apply') return;
    const stored = await this.#proposals.load(runId);
    if (stored?.proposal.id !== proposalId || stored.state !== 'open') return;
    await this.#setState(stored.proposal, 'applied');
  }

  /** Notes that every file of an applied proposal is back as it was before. */
  async noteUndone({ runId, proposalId }: RestorePoint): Promise<void> {
    const stored = await this.#proposals.load(runId);
    if (stored?.proposal.id !== proposalId || !isWrittenState(stored.state)) return;
    await this.#setState(stored.proposal, 'undone');
  }

  /** Notes that the user keeps what was written. Nothing changes when it is not. */
  async keep(runId: string): Promise<void> {
    const stored = await this.#proposals.load(runId);
    if (stored?.state === 'applied') await this.#setState(stored.proposal, 'kept');
  }

  async discard(runId: string): Promise<void> {
    await this.#restores.lock.during(runId, async () => {
      await this.#setState(await this.#open(runId), 'discarded');
    });
  }

  /** Writes the proposed files into a folder outside the workspace; returns its path. */
  async saveDraft(runId: string): Promise<string> {
    const proposal = await this.#open(runId);
    const files = proposal.files.map((file) => ({ path: file.path, content: file.after }));
    return this.#drafts.save(runId, files);
  }

  async #open(runId: string): Promise<Proposal> {
    const stored = await this.#proposals.load(runId);
    if (stored?.state === 'open') {
      const { proposal } = stored;
      if (!(await this.#restores.isWritten(proposal.id))) return proposal;
      // The process ended between the files and this note.
      await this.#setState(proposal, 'applied');
    }
    throw new CaravanError('invalid-argument', {
      text: stored
        ? userText('These changes were already applied or discarded.')
        : userText('There are no proposed changes for this run.'),
      kept: userText('Your files are as they were.'),
    });
  }

  async #setState(proposal: Proposal, state: Exclude<ProposalState, 'open'>): Promise<void> {
    await this.#proposals.setState(proposal.runId, state);
    await this.#tell(proposal, state);
  }

  async #tell(proposal: Proposal, state: ProposalState): Promise<void> {
    const summary = summarizeProposal(proposal, state);
    await this.#runs.addLater(proposal.runId, { type: 'proposal', proposal: summary });
  }
}

function isWrittenState(state: ProposalState): boolean {
  return state === 'applied' || state === 'kept';
}

function replaced(): CaravanError {
  return new CaravanError('write-conflict', {
    text: userText('These changes were replaced by newer ones since they were shown.'),
    kept: userText('Nothing was written.'),
    next: userText('Look at the newer changes first.'),
  });
}
