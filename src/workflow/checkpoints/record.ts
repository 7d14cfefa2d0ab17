import { z } from 'zod';

/** Version of the checkpoint file's lines; a higher one was written by a newer Caravan. */
const recordVersion = 1;

const version = z.union([z.number(), z.string()]);
const map = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

const checkpointRecord = z.strictObject({
  v: z.literal(recordVersion),
  kind: z.literal('checkpoint'),
  thread: z.string().min(1),
  ns: z.string(),
  id: z.string().min(1),
  parent: z.string().optional(),
  checkpoint: z.strictObject({
    v: z.number(),
    id: z.string(),
    ts: z.string(),
    channel_values: map(z.unknown()),
    channel_versions: map(version),
    versions_seen: map(map(version)),
  }),
  metadata: map(z.unknown()),
});

const writesRecord = z.strictObject({
  v: z.literal(recordVersion),
  kind: z.literal('writes'),
  thread: z.string().min(1),
  ns: z.string(),
  id: z.string().min(1),
  task: z.string(),
  path: z.string(),
  writes: z.array(z.tuple([z.string(), z.unknown()])),
});

/** One line of the checkpoint file: a checkpoint, or what a task of one wrote. */
export const recordSchema = z.discriminatedUnion('kind', [checkpointRecord, writesRecord]);
export type CheckpointRecord = z.infer<typeof checkpointRecord>;
export type WritesRecord = z.infer<typeof writesRecord>;
export type LogRecord = z.infer<typeof recordSchema>;
