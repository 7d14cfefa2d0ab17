import { z } from 'zod';
import type { Plan } from '../agents/types.ts';

/** A question a run asks before it goes on, as plain JSON. Its id stays the same over a restart. */
export interface RunInterrupt {
  readonly id: string;
  readonly kind: 'plan';
  readonly plan: Plan;
}

/** What a user may change of a plan; the rest follows from it. */
export type PlanEdit = Pick<Plan, 'codePath' | 'testPath' | 'steps'>;

/** The user's word on an interrupt. An approval may carry the plan as the user wants it. */
export type InterruptAnswer =
  | { readonly decision: 'approve'; readonly plan?: PlanEdit }
  | { readonly decision: 'reject'; readonly reason?: string };

/** Characters of one step, and of the reason for a rejection. */
const textLimit = 500;
const stepLimit = 20;

/** Checks an answer wherever it comes from: the view, the command line, a checkpoint on disk. */
export const interruptAnswerSchema: z.ZodType<InterruptAnswer> = z.discriminatedUnion('decision', [
  z.object({
    decision: z.literal('approve'),
    plan: z
      .object({
        codePath: z.string().max(300),
        testPath: z.string().max(300),
        steps: z.array(z.string().max(textLimit)).max(stepLimit),
      })
      .exactOptional(),
  }),
  z.object({
    decision: z.literal('reject'),
    reason: z.string().max(textLimit).exactOptional(),
  }),
]);
