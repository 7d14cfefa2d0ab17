import { z } from 'zod';
import type { UsageTotals } from '../agents/types.ts';
import type { RunEvent, RunOutcome } from '../workflow/events.ts';
import { UsageCounter } from './usageCounter.ts';

/** What a run came to, over all its parts when it was resumed. */
export interface RunSummary {
  /** Missing while it has not ended. */
  readonly outcome?: RunOutcome;
  /** The model that answered last; missing when none was reached. */
  readonly model?: string;
  /** Milliseconds it worked; breaks between a cut and a resumption do not count. */
  readonly elapsedMs: number;
  readonly usage: UsageTotals;
}

/** A summary as it is kept with the run's record. */
export const runSummarySchema: z.ZodType<RunSummary> = z.object({
  outcome: z
    .enum(['done', 'answered', 'unusable', 'rejected', 'failed', 'cancelled'])
    .exactOptional(),
  model: z.string().exactOptional(),
  elapsedMs: z.number(),
  usage: z.object({
    promptTokens: z.number(),
    replyTokens: z.number(),
    queuedMs: z.number(),
    totalMs: z.number(),
  }),
});

/** Adds up the events of a run: outcome, model, time and tokens. */
export function summarizeRun(events: readonly RunEvent[]): RunSummary {
  const usage = new UsageCounter();
  let elapsedMs = 0;
  let part: { readonly startedAt: number; lastAt: number } | undefined;
  let outcome: RunOutcome | undefined;
  let model: string | undefined;
  for (const event of events) {
    usage.add(event);
    if (event.type === 'run-start') {
      // The part before had no end: the process died.
      if (part) elapsedMs += part.lastAt - part.startedAt;
      part = { startedAt: event.at, lastAt: event.at };
      outcome = undefined;
    } else if (event.type === 'run-end') {
      elapsedMs += event.elapsedMs;
      part = undefined;
      outcome = event.outcome;
    } else if (part) part.lastAt = event.at;
    if (event.type === 'run-model') model = event.model;
  }
  if (part) elapsedMs += part.lastAt - part.startedAt;
  return {
    ...(outcome !== undefined && { outcome }),
    ...(model !== undefined && { model }),
    elapsedMs: Math.round(elapsedMs),
    usage: usage.totals,
  };
}
