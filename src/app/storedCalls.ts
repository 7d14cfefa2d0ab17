import { z } from 'zod';
import type { ModelCall } from './callLog.ts';

/** A call as a line of a run's record; what does not fit is left out by whoever reads it. */
export const readCall: z.ZodType<ModelCall> = z.object({
  id: z.string(),
  kind: z.enum(['embed', 'pull', 'delete']).exactOptional(),
  runId: z.string().exactOptional(),
  label: z.string(),
  lane: z.enum(['interactive', 'agent', 'background']),
  model: z.string(),
  host: z.string(),
  startedAt: z.number(),
  endedAt: z.number().exactOptional(),
  phases: z.array(
    z.object({
      phase: z.enum([
        'queued',
        'connecting',
        'loading',
        'prompt',
        'thinking',
        'writing',
        'retrying',
        'working',
      ]),
      at: z.number(),
    }),
  ),
  promptTokens: z.number(),
  replyTokens: z.number(),
  attempts: z.number(),
  // Codes come and go with versions; the view only tells "done" and "cancelled" from the rest.
  outcome: z
    .custom<NonNullable<ModelCall['outcome']>>((value) => typeof value === 'string')
    .exactOptional(),
});
