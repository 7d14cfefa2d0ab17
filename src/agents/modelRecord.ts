import { z } from 'zod';

/**
 * What a model on a server was seen to do in a short self-test. Nothing in it is guessed from the
 * model's name; what there was no time to ask is left out.
 */
export const modelRecordSchema = z.object({
  /** A small object came in form at the first try. */
  structured: z.boolean().exactOptional(),
  /** A whole file came in form, at the first or the second question. */
  wholeFile: z.boolean().exactOptional(),
  /** A search/replace block came in form and fitted the file. */
  blocks: z.boolean().exactOptional(),
  /** A shown mistake was mended. */
  fixes: z.boolean().exactOptional(),
  /**
   * It thinks although every call says not to (`think: false`, for models that the server lists as
   * able to think): its answers need room for that.
   */
  thinks: z.boolean().exactOptional(),
  /**
   * It wrote what belongs between two pieces of code and nothing else. Absent where the server does
   * not list it as able to `insert`, or it was not asked yet.
   */
  fills: z.boolean().exactOptional(),
  /** Tokens written a second; 0 when the server did not say, or no answer came in time. */
  tokensPerSecond: z.number().min(0),
});
export type ModelRecord = z.infer<typeof modelRecordSchema>;
