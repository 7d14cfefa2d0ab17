import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { attemptOf } from './attempts.ts';
import { nodeOf, readHistory } from './checkpoints/history.ts';
import type { CheckpointRecord, LogRecord } from './checkpoints/record.ts';
import { isNodeName, type NodeName } from './events.ts';
import type { RunState } from './state.ts';
import { runStateSchema } from './stateSchema.ts';

/** A finished node of a run, from which the run can be done again. */
export interface RunPoint {
  readonly id: string;
  readonly node: NodeName;
  /** From 1. */
  readonly attempt: number;
}

/** A point with the state before its node. */
export interface PointState extends RunPoint {
  readonly checkpoint: CheckpointRecord;
  readonly state: RunState;
}

/**
 * The finished nodes whose states are kept, oldest first. What has an odd shape is left out.
 * @throws CaravanError `state-corrupt` for a damaged file.
 */
export async function readRunPoints(
  fileSystem: FileSystem,
  checkpointFolder: string,
): Promise<readonly RunPoint[]> {
  const points = pointsOf(await readHistory(fileSystem, checkpointFolder));
  return points.map(({ id, node, attempt }) => ({ id, node, attempt }));
}

/** The points among the records of a run, oldest first. */
export function pointsOf(records: readonly LogRecord[]): readonly PointState[] {
  const points = records.flatMap((record): PointState[] => {
    if (record.kind !== 'checkpoint') return [];
    const parsed = runStateSchema.safeParse(record.checkpoint.channel_values);
    if (!parsed.success) return [];
    const state = { blocks: [], ...parsed.data } as RunState;
    return nodesAfter(record, records).map((node) => ({
      id: `${record.id}/${node}`,
      node,
      attempt: attemptOf(node, state),
      checkpoint: record,
      state,
    }));
  });
  return points.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function nodesAfter({ id }: CheckpointRecord, records: readonly LogRecord[]): NodeName[] {
  const names = records.flatMap((record) =>
    record.kind === 'writes' && record.id === id ? [nodeOf(record)] : [],
  );
  return [...new Set(names)].filter(isNodeName);
}

/** A point that is not among those kept. */
export function notKept(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('The state before this step is no longer kept.'),
    next: userText('Choose another step, or start the task again.'),
  });
}
