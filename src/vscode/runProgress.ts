import type { RunEvent } from '../app/index.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { NodeName } from '../protocol/messages.ts';

/** How far a run is. */
export interface Progress {
  /** The step that began last; none before the first one, and in a run that only answers. */
  readonly node?: NodeName;
  /** Steps that have ended; one that is done several times counts once. */
  readonly done: number;
  readonly isAnswering: boolean;
  /** It waits for the user's word. */
  readonly isWaiting: boolean;
}

/** The runs that go on in this window, for the title of the view. */
export class RunProgress implements Disposable {
  readonly #going = new Map<string, Progress>();
  readonly #ended = new Map<string, Set<NodeName>>();
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;

  /** Another step, or another number of runs than before; never for streamed text. */
  readonly onChange = this.#changed.event;

  constructor(events: Event<RunEvent>) {
    this.#subscription = events((event) => this.#note(event));
  }

  /** Of each run that goes on, in the order in which they began. */
  get runs(): readonly Progress[] {
    return [...this.#going.values()];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #note(event: RunEvent): void {
    const { runId } = event;
    switch (event.type) {
      case 'run-start':
        this.#ended.set(runId, new Set());
        return this.#set(runId, { done: 0, isAnswering: false, isWaiting: false });
      case 'node-start':
        return this.#change(runId, { node: event.node });
      case 'node-end':
        this.#ended.get(runId)?.add(event.node);
        return this.#change(runId, { done: this.#ended.get(runId)?.size ?? 0 });
      case 'answer-phase':
        return this.#change(runId, { isAnswering: true });
      case 'interrupt':
        return this.#change(runId, { isWaiting: true });
      case 'interrupt-end':
        return this.#change(runId, { isWaiting: false });
      case 'run-end':
        this.#ended.delete(runId);
        if (this.#going.delete(runId)) this.#changed.fire();
        return;
      default:
        return;
    }
  }

  #change(runId: string, change: Partial<Progress>): void {
    const before = this.#going.get(runId);
    if (!before) return;
    const after = { ...before, ...change };
    const keys = ['node', 'done', 'isAnswering', 'isWaiting'] as const;
    if (keys.some((key) => before[key] !== after[key])) this.#set(runId, after);
  }

  #set(runId: string, progress: Progress): void {
    this.#going.set(runId, progress);
    this.#changed.fire();
  }
}
