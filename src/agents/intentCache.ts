import type { Mode } from '../base/task.ts';
import type { ChatMessage, Intent } from './types.ts';

/** What a model's word on a task depends on. */
export interface IntentQuestion {
  readonly task: string;
  readonly mode: Mode;
  /** Asked; its name. */
  readonly model: string;
  /** Earlier turns, oldest first. */
  readonly history: readonly ChatMessage[];
}

/** Answers kept; the oldest goes first. */
const limit = 100;

/** What models said of tasks, so that none is asked the same twice. Lives as long as the engine. */
export class IntentCache {
  readonly #known = new Map<string, Intent>();

  get(question: IntentQuestion): Intent | undefined {
    return this.#known.get(keyOf(question));
  }

  set(question: IntentQuestion, intent: Intent): void {
    this.#known.set(keyOf(question), intent);
    const [oldest] = this.#known.keys();
    if (this.#known.size > limit && oldest !== undefined) this.#known.delete(oldest);
  }
}

function keyOf({ task, mode, model, history }: IntentQuestion): string {
  const turns = history.map(({ role, content }) => [role, content]);
  return JSON.stringify([model, mode, task.trim(), turns]);
}
