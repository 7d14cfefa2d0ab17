import type { UsageTotals } from '../agents/types.ts';
import type { NodeEvent } from '../workflow/events.ts';

/** Adds up the figures of a run's nodes. */
export class UsageCounter {
  #totals: UsageTotals = { promptTokens: 0, replyTokens: 0, queuedMs: 0, totalMs: 0 };

  get totals(): UsageTotals {
    return this.#totals;
  }

  add(event: NodeEvent): void {
    if (event.type !== 'node-end' || !event.usage) return;
    const { usage } = event;
    this.#totals = {
      promptTokens: this.#totals.promptTokens + usage.promptTokens,
      replyTokens: this.#totals.replyTokens + usage.replyTokens,
      queuedMs: this.#totals.queuedMs + usage.queuedMs,
      totalMs: this.#totals.totalMs + usage.totalMs,
    };
  }
}
