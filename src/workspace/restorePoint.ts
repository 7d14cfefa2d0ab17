import { isAbsolute, sep } from 'node:path';
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const absolute = z.string().refine((path) => isAbsolute(path));

const writtenFile = z.strictObject({
  /** Relative to the root, `/` separated. */
  path: z.string().min(1),
  realPath: absolute,
  operation: z.enum(['create', 'edit', 'delete']),
  /** SHA-256 of the text before; null when there was no file. */
  before: hash.nullable(),
  /** SHA-256 of the text as Caravan left it; null when it removed the file. */
  after: hash.nullable(),
  /** Unix permission bits before; null when there was no file. */
  mode: z.int().min(0).max(0o7777).nullable(),
  /** Topmost folder that had to be made; null when none. */
  newFolder: absolute.nullable(),
});
// Folders are removed from the file upwards as far as the new one: it must be on the way.
const fileSchema = writtenFile.refine(
  ({ realPath, newFolder }) =>
    newFolder === null || (!newFolder.endsWith(sep) && realPath.startsWith(newFolder + sep)),
);

/** What is on disk about one set of writes. Versioned: another version is set aside, not guessed at. */
export const restorePointSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^\d{1,16}-\d{1,10}-[0-9a-f]{8}$/),
  kind: z.enum(['apply', 'restore']),
  runId: z.string(),
  /** The proposal that was applied; null for a restore. */
  proposalId: z.string().nullable(),
  task: z.string(),
  /** Absolute folder all paths are relative to. */
  root: absolute,
  /** Wall-clock milliseconds. */
  at: z.number(),
  /** Process that writes. */
  pid: z.int().nonnegative(),
  /** `writing` before the first effect, `written` after the last. */
  state: z.enum(['writing', 'written']),
  /** Bytes of all kept texts. */
  size: z.int().nonnegative(),
  files: z.array(fileSchema).min(1),
});

/** One set of writes with the texts before and after it kept beside: the way back. Plain JSON. */
export type RestorePoint = Readonly<z.infer<typeof restorePointSchema>>;

/** One file of a restore point. */
export type RestorePointFile = RestorePoint['files'][number];
