import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../base/textFile.ts';
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
    // Empty where the gate denied the path before it was resolved.
    realPath: z.string().refine((path) => path === '' || isAbsolute(path)),
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
    isLeftOut: z.literal(true).exactOptional(),
  })
  // Also checked when it is written; here, so that no other text is shown either.
  .refine((file) => sha256(file.after) === file.hash)
  .transform(({ before, beforeHash, ...rest }) => ({ ...rest, before, beforeHash }));

const proposalSchema: z.ZodType<Proposal> = z.strictObject({
  id: z.string(),
  runId: z.string(),
  root: z.string().refine((path) => isAbsolute(path)),
  files: z.array(fileSchema),
  verification: z.enum(['verified', 'failed', 'unverified']),
  isRevised: z.literal(true).exactOptional(),
});

/** What a proposal's file on disk holds. Versioned: another version is refused, not guessed at. */
export const storedProposalSchema = z.strictObject({
  version: z.literal(1),
  state: z.enum(['open', 'applied', 'kept', 'discarded', 'undone']),
  proposal: proposalSchema,
});
