import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { RunResult } from '../workflow/run.ts';
import { applyProposal } from '../workspace/applyProposal.ts';
import { createProposal } from '../workspace/createProposal.ts';
import type { DraftStore } from '../workspace/draftStore.ts';
import type { ProposalState, ProposalStore } from '../workspace/proposalStore.ts';
import type { Proposal, WorkspaceWriter, WritePolicy } from '../workspace/types.ts';
import type { ResumableRun } from './caravan.ts';
import type { RunManager } from './runManager.ts';
import type { RunRecord } from './runRecords.ts';
import { summarizeProposal, verificationOf } from './taskWork.ts';

/** Where proposals wait for the user's word: made, looked at, applied or discarded. */
export class ProposalDesk {
  readonly #proposals: ProposalStore;
  readonly #drafts: DraftStore;
  readonly #policy: WritePolicy;
  readonly #writer: WorkspaceWriter;
  readonly #runs: RunManager;

  constructor(deps: {
    readonly proposals: ProposalStore;
    readonly drafts: DraftStore;
    readonly policy: WritePolicy;
    readonly writer: WorkspaceWriter;
    readonly runs: RunManager;
  }) {
    this.#proposals = deps.proposals;
    this.#drafts = deps.drafts;
    this.#policy = deps.policy;
    this.#writer = deps.writer;
    this.#runs = deps.runs;
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

  /** The paths written. @throws CaravanError `invalid-argument` when nothing is open; write errors. */
  async apply(runId: string, paths?: readonly string[]): Promise<readonly string[]> {
    const proposal = await this.#open(runId);
    const written = await applyProposal(proposal, {
      policy: this.#policy,
      writer: this.#writer,
      ...(paths && { paths }),
    });
    await this.#setState(proposal, 'applied');
    return written;
  }

  async discard(runId: string): Promise<void> {
    await this.#setState(await this.#open(runId), 'discarded');
  }

  /** Writes the proposed files into a folder outside the workspace; returns its path. */
  async saveDraft(runId: string): Promise<string> {
    const proposal = await this.#open(runId);
    const files = proposal.files.map((file) => ({ path: file.path, content: file.after }));
    return this.#drafts.save(runId, files);
  }

  async describeInterrupted({ request, startedAt }: RunRecord): Promise<ResumableRun> {
    const item = await this.#runs.readItem(request.runId);
    const ended = item.events.filter((event) => event.type === 'node-end');
    return {
      runId: request.runId,
      conversationId: request.conversationId,
      task: request.task,
      finishedNodes: [...new Set(ended.map((event) => event.node))],
      interruptedAt: item.events.at(-1)?.at ?? startedAt,
    };
  }

  async #open(runId: string): Promise<Proposal> {
    const stored = await this.#proposals.load(runId);
    if (stored?.state === 'open') return stored.proposal;
    throw new CaravanError('invalid-argument', {
      text: stored
        ? userText('These changes were already applied or discarded.')
        : userText('There are no proposed changes for this run.'),
      kept: userText('Your files are as they were.'),
    });
  }

  async #setState(proposal: Proposal, state: Exclude<ProposalState, 'open'>): Promise<void> {
    await this.#proposals.setState(proposal.runId, state);
    const summary = summarizeProposal(proposal, state);
    await this.#runs.addLater(proposal.runId, { type: 'proposal', proposal: summary });
  }
}
