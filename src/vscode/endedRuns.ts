import type { ErrorInfo, RunEvent, RunOutcome } from '../app/index.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';

/** A run that has just ended. */
export interface EndedRun {
  readonly conversationId: string;
  readonly task: string;
  readonly outcome: RunOutcome;
  readonly error?: ErrorInfo;
  /** It proposes files that nobody has decided on. */
  readonly isToReview: boolean;
}

/** Tells of each run of this window that ends, with what is worth saying of it. */
export class EndedRuns implements Disposable {
  readonly #going = new Map<string, Omit<EndedRun, 'outcome' | 'error'>>();
  readonly #ended = new Emitter<EndedRun>();
  readonly #subscription: Disposable;

  /** A run has ended, by itself or because somebody stopped it. */
  readonly onDidEnd = this.#ended.event;

  constructor(events: Event<RunEvent>) {
    this.#subscription = events((event) => this.#note(event));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#ended.dispose();
  }

  #note(event: RunEvent): void {
    const { runId } = event;
    if (event.type === 'run-start') {
      const { conversationId, task } = event;
      this.#going.set(runId, { conversationId, task, isToReview: false });
    }
    const run = this.#going.get(runId);
    if (!run) return;
    if (event.type === 'proposal') {
      this.#going.set(runId, { ...run, isToReview: event.proposal.state === 'open' });
    }
    if (event.type !== 'run-end') return;
    this.#going.delete(runId);
    const { outcome, error } = event;
    this.#ended.fire({ ...run, outcome, ...(error && { error }) });
  }
}
