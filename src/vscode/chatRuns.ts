import type { Conversation, ProposalSummary, RunEvent } from '../app/index.ts';
import type { ConversationState } from '../protocol/messages.ts';
import { RunProjection } from './runProjection.ts';

/** A proposal that waits for the user's decision. */
export interface OpenProposal {
  readonly runId: string;
  readonly proposal: ProposalSummary;
}

/** Runs of this window kept in memory; older ones are read from disk like those of other windows. */
const liveRunLimit = 20;

/** What this window has seen of runs: where they belong, how they stand, what they propose. */
export class ChatRuns {
  readonly #conversationOf = new Map<string, string>();
  readonly #proposals = new Map<string, { proposal: ProposalSummary; at: number }>();
  readonly #live = new Map<string, RunProjection>();
  /** Runs that go on, and whether they wait for the user's word. */
  readonly #running = new Map<string, ConversationState>();

  /** Proposals that are neither applied nor discarded, newest last. */
  get openProposals(): readonly OpenProposal[] {
    return [...this.#proposals]
      .filter(([, { proposal }]) => proposal.state === 'open')
      .sort(([, a], [, b]) => a.at - b.at)
      .map(([runId, { proposal }]) => ({ runId, proposal }));
  }

  /** Conversations in which something goes on or waits for a decision. */
  get states(): Readonly<Record<string, ConversationState>> {
    const states: Record<string, ConversationState> = {};
    const set = (runId: string, state: ConversationState): void => {
      const id = this.#conversationOf.get(runId);
      if (id !== undefined) states[id] = state;
    };
    this.openProposals.forEach(({ runId }) => set(runId, 'deciding'));
    this.#running.forEach((state, runId) => set(runId, state));
    return states;
  }

  conversationOf(runId: string): string | undefined {
    return this.#conversationOf.get(runId);
  }

  /** Runs that go on in a conversation. */
  running(conversationId: string): readonly string[] {
    return [...this.#running.keys()].filter(
      (run) => this.#conversationOf.get(run) === conversationId,
    );
  }

  assign(runId: string, conversationId: string): void {
    this.#conversationOf.set(runId, conversationId);
  }

  /** Takes a run that goes on again, with what it had done before it was interrupted. */
  continue(runId: string, conversation: Conversation | undefined): void {
    const earlier = conversation?.items.findLast(({ kind, id }) => kind === 'run' && id === runId);
    if (earlier?.kind !== 'run') return;
    this.#live.set(runId, new RunProjection(runId, earlier.at, earlier));
  }

  /** Takes note of an event. True when it changed how its conversation stands. */
  note(event: RunEvent): boolean {
    if (event.type === 'run-start') this.assign(event.runId, event.conversationId);
    this.#noteProposal(event);
    this.#project(event);
    switch (event.type) {
      case 'run-start':
      case 'interrupt-end':
        this.#running.set(event.runId, 'running');
        return true;
      case 'interrupt':
        this.#running.set(event.runId, 'deciding');
        return true;
      case 'run-end':
        this.#running.delete(event.runId);
        return true;
      default:
        return event.type === 'proposal';
    }
  }

  /** Runs of this window as they are this moment: reading the others from disk took a while. */
  withLive(conversation: Conversation): Conversation {
    const items = conversation.items.map((item) =>
      item.kind === 'run' ? (this.#live.get(item.id)?.item ?? item) : item,
    );
    return { ...conversation, items };
  }

  /** Proposals of a restored conversation can still be decided on. */
  remember(conversation: Conversation): void {
    for (const item of conversation.items) {
      if (item.kind !== 'run') continue;
      this.assign(item.id, conversation.id);
      item.events.forEach((event) => this.#noteProposal(event));
    }
  }

  #project(event: RunEvent): void {
    const live = this.#live.get(event.runId);
    if (live) return live.add(event);
    if (event.type !== 'run-start') return;
    const started = new RunProjection(event.runId, event.at);
    started.add(event);
    this.#live.set(event.runId, started);
    const oldest = [...this.#live.keys()][0];
    if (this.#live.size > liveRunLimit && oldest !== undefined) this.#live.delete(oldest);
  }

  #noteProposal(event: RunEvent): void {
    if (event.type === 'proposal') this.#proposals.set(event.runId, event);
  }
}
