import { z } from 'zod';
import type { UserText } from '../base/userText.ts';
import type { Proposal } from './types.ts';

const userTextSchema: z.ZodType<UserText> = z
  .strictObject({
    message: z.string(),
    args: z.array(z.union([z.string(), z.number()])).optional(),
  })
  .transform(({ message, args }) => (args ? { message, args } : { message }));

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const decisionSchema = z
  .strictObject({
    decision: z.enum(['allow', 'ask', 'deny']),
    reason: userTextSchema.optional(),
    realPath: z.string(),
  })
  .transform(({ reason, ...rest }) => (reason ? { ...rest, reason } : rest));

const fileSchema = z
  .strictObject({
    path: z.string(),
    operation: z.enum(['create', 'edit', 'delete']),
    before: z.string().optional(),
    beforeHash: hash.optional(),
    after: z.string(),
    hash,
    added: z.int().nonnegative(),
    removed: z.int().nonnegative(),
    decision: decisionSchema,
  })
  .transform(({ before, beforeHash, ...rest }) => ({ ...rest, before, beforeHash }));

const proposalSchema: z.ZodType<Proposal> = z.strictObject({
  id: z.string(),
  runId: z.string(),
  root: z.string(),
  files: z.array(fileSchema),
  verification: z.enum(['verified', 'failed', 'unverified']),
});

/** What a proposal's file on disk holds. Versioned: another version is refused, not guessed at. */
export const storedProposalSchema = z.strictObject({
  version: z.literal(1),
  state: z.enum(['open', 'applied', 'discarded']),
  proposal: proposalSchema,
});
