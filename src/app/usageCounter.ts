import type { UsageTotals } from '../agents/types.ts';
import type { NodeEvent } from '../workflow/events.ts';

/** Adds up the figures of a run's nodes and its answer. */
export class UsageCounter {
  #totals: UsageTotals = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };

  get totals(): UsageTotals {
    return this.#totals;
  }

  add(event: NodeEvent): void {
    const usage =
      event.type === 'node-end' || event.type === 'answer-end' ? event.usage : undefined;
    if (!usage) return;
    this.#totals = {
      promptTokens: this.#totals.promptTokens + usage.promptTokens,
      replyTokens: this.#totals.replyTokens + usage.replyTokens,
      queuedMs: this.#totals.queuedMs + usage.queuedMs,
      totalMs: this.#totals.totalMs + usage.totalMs,
    };
  }
}
