import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { changedFiles, withFreshResearch } from './changedSince.ts';
import type { CheckpointLog } from './checkpoints/checkpointLog.ts';
import { nodeOf, readHistory } from './checkpoints/history.ts';
import type { LogRecord } from './checkpoints/record.ts';
import type { NodeEvent, NodeName } from './events.ts';
import type { EndedNode, RunPorts } from './ports.ts';
import type { RunAgain, RunRequest } from './run.ts';
import { notKept, pointsOf, type PointState } from './runPoints.ts';

interface Again {
  readonly request: RunRequest & { readonly again: RunAgain };
  readonly ports: RunPorts;
  readonly signal: AbortSignal;
  readonly fileSystem: FileSystem;
  /** Of the new run. */
  readonly log: CheckpointLog;
  readonly emit: (event: NodeEvent) => void;
}

/**
 * Gives a new run the state an earlier one had before a node, and tells of the nodes it takes over.
 * What the earlier run had read is looked at again: where the code or its tests have changed, the
 * tests are made anew, too. The earlier run's files are only read.
 * @throws CaravanError `invalid-argument` when that state is not kept, `state-corrupt`.
 */
export async function seedRun(again: Again): Promise<void> {
  const { request, ports, signal, fileSystem, log, emit } = again;
  const { earlier } = ports;
  const records = earlier ? await readHistory(fileSystem, earlier.checkpointFolder) : [];
  const points = pointsOf(records);
  const chosen = points.find(({ id }) => id === request.again.point);
  if (!chosen) throw notKept();
  const look = { context: ports.context, signal };
  const decisive = await changedFiles(chosen.state, look);
  const point = decisive.length === 0 ? chosen : beforeTests(points, chosen, decisive);
  const fresh = await withFreshResearch(point.state, request, look);
  const changed = [...new Set([...decisive, ...fresh.changed])];
  await log.rewrite(recordsFrom(records, { ...point, state: fresh.state }, request.runId));
  for (const node of takenOver(earlier?.ended ?? [], point, points, changed)) emit(node);
}

/** The state before the tests were made: from there on the files are read anew. */
function beforeTests(
  points: readonly PointState[],
  chosen: PointState,
  changed: readonly string[],
): PointState {
  const found = points.findLast(
    ({ checkpoint, node, state }) =>
      node === 'test_generator' && !state.tests && checkpoint.id <= chosen.checkpoint.id,
  );
  if (found) return found;
  throw new CaravanError('invalid-argument', {
    text: userText('Files have changed since that run: {0}', changed.join(', ')),
    kept: userText('What the run knew before it read them is no longer kept.'),
    next: userText('Start the task again.'),
  });
}

/**
 * The history up to the point as the new run's own, without what the node itself made. The
 * researcher beside a planner looks again, too: it asks no model.
 */
function recordsFrom(
  records: readonly LogRecord[],
  { checkpoint, node, state }: PointState,
  thread: string,
): readonly LogRecord[] {
  // What the model can do may have been measured on another one.
  const values = Object.fromEntries(
    Object.entries(checkpoint.checkpoint.channel_values).filter(([key]) => key !== 'record'),
  );
  const { research, blocks } = state;
  const fresh = { ...values, ...(research && { research, blocks }) };
  const isAgain = (each: LogRecord): boolean =>
    each.kind === 'writes' &&
    each.id === checkpoint.id &&
    [node, 'researcher'].includes(nodeOf(each));
  return records
    .filter((each) => each.id <= checkpoint.id && !isAgain(each))
    .map((each) =>
      each === checkpoint
        ? { ...checkpoint, thread, checkpoint: { ...checkpoint.checkpoint, channel_values: fresh } }
        : { ...each, thread },
    );
}

/** What is told of the nodes that do not run again; the last one says which files have changed. */
function takenOver(
  ended: readonly EndedNode[],
  { node, attempt, checkpoint }: PointState,
  points: readonly PointState[],
  changed: readonly string[],
): readonly EndedNode[] {
  const at = ended.findLastIndex((event) => event.node === node && event.attempt === attempt);
  const step = points.filter((point) => point.checkpoint === checkpoint);
  const isBeside = (event: EndedNode): boolean =>
    step.some((point) => point.node === event.node && point.attempt === event.attempt);
  const again: readonly NodeName[] = [node, 'researcher'];
  const taken = ended.filter(
    (event, index) => index !== at && (isBeside(event) ? !again.includes(event.node) : index < at),
  );
  return taken.map((event, index) =>
    changed.length > 0 && index === taken.length - 1
      ? { ...event, summary: userText('taken over; changed since then: {0}', changed.join(', ')) }
      : event,
  );
}
