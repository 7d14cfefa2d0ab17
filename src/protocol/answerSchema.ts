import { z } from 'zod';
import type { InterruptAnswer } from './messages.ts';

/** Characters of a step or a reason, and of a path. */
const textLimit = 500;
const path = z.string().min(1).max(300);

/** The user's word on what a run asks, as the view may send it. */
export const answerSchema: z.ZodType<InterruptAnswer> = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    plan: z
      .strictObject({
        codePath: path,
        testPath: path,
        steps: z.array(z.string().max(textLimit)).max(20),
      })
      .exactOptional(),
  }),
  z.strictObject({
    decision: z.literal('reject'),
    reason: z.string().max(textLimit).exactOptional(),
  }),
]);
