import { z } from 'zod';

/**
 * What a model on a server was seen to do in a short self-test. Nothing in it is guessed from the
 * model's name.
 */
export const modelRecordSchema = z.object({
  /** A small object came in form at the first try. */
  structured: z.boolean(),
  /** A whole file came under its path, in one fence. */
  wholeFile: z.boolean(),
  /** A search/replace block came in form and fitted the file. */
  blocks: z.boolean(),
  /** A shown mistake was mended. */
  fixes: z.boolean(),
  /** Tokens written a second; 0 when the server did not say. */
  tokensPerSecond: z.number().min(0),
});
export type ModelRecord = z.infer<typeof modelRecordSchema>;
