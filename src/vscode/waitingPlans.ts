import type { RunEvent } from '../app/index.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';

/** A plan that waits for the user's word. */
export interface WaitingPlan {
  readonly runId: string;
  readonly conversationId: string;
  readonly task: string;
}

/** The plans that wait in this window, for the badge of the view and for a notification. */
export class WaitingPlans implements Disposable {
  readonly #going = new Map<string, WaitingPlan>();
  readonly #waiting = new Set<string>();
  readonly #asked = new Emitter<WaitingPlan>();
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;

  /** A plan begins to wait. */
  readonly onDidAsk = this.#asked.event;
  /** Another number of plans waits than before. */
  readonly onChange = this.#changed.event;

  constructor(events: Event<RunEvent>) {
    this.#subscription = events((event) => this.#note(event));
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** False once the plan is approved or rejected, or its run has ended. */
  isWaiting(runId: string): boolean {
    return this.#waiting.has(runId);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#asked.dispose();
    this.#changed.dispose();
  }

  #note(event: RunEvent): void {
    const { runId } = event;
    switch (event.type) {
      case 'run-start': {
        const { conversationId, task } = event;
        this.#going.set(runId, { runId, conversationId, task });
        break;
      }
      case 'interrupt': {
        const plan = this.#going.get(runId);
        if (!plan || this.#waiting.has(runId)) return;
        this.#waiting.add(runId);
        this.#changed.fire();
        this.#asked.fire(plan);
        break;
      }
      case 'interrupt-end':
        this.#decided(runId);
        break;
      case 'run-end':
        this.#going.delete(runId);
        this.#decided(runId);
        break;
      default:
        break;
    }
  }

  #decided(runId: string): void {
    if (this.#waiting.delete(runId)) this.#changed.fire();
  }
}
