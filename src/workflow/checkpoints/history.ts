import type { FileSystem } from '../../base/fileSystem.ts';
import { systemClock } from '../../base/clock.ts';
import { isNodeName } from '../events.ts';
import { CheckpointLog } from './checkpointLog.ts';
import type { CheckpointRecord, LogRecord, WritesRecord } from './record.ts';

/** Bytes of the states kept of one run that has ended. */
const byteLimit = 2_000_000;

const stateFile = 'checkpoints.jsonl';
const historyFile = 'history.jsonl';

/** The checkpoint file of a run that goes on, or where it was cut off. */
export function stateLog(fileSystem: FileSystem, folder: string): CheckpointLog {
  return new CheckpointLog(fileSystem, `${folder}/${stateFile}`, () => systemClock.wallNow());
}

/** What is kept of a run's states once it has ended, to go on from any of its nodes. */
export function historyLog(fileSystem: FileSystem, folder: string): CheckpointLog {
  return new CheckpointLog(fileSystem, `${folder}/${historyFile}`, () => systemClock.wallNow());
}

/** Forgets the states of a run that has ended; nothing can run again from its nodes then. */
export function forgetHistory(fileSystem: FileSystem, folder: string): Promise<void> {
  return historyLog(fileSystem, folder).remove();
}

/**
 * All records of a run, wherever it is in its life; the files are only read.
 * @throws CaravanError `state-corrupt`.
 */
export async function readHistory(
  fileSystem: FileSystem,
  folder: string,
): Promise<readonly LogRecord[]> {
  const kept = await historyLog(fileSystem, folder).read();
  return kept.length > 0 ? kept : stateLog(fileSystem, folder).read();
}

/** The node a task's writes are of: LangGraph's task path ends in its name, "~__pregel_pull, coder". */
export function nodeOf({ path }: WritesRecord): string {
  return path.slice(path.lastIndexOf(', ') + 2);
}

/**
 * What to keep of a run that has ended: the state before each node, in so many bytes. The states up
 * to the first code come first, then the newest. Of nodes that ran alone only their name is kept.
 */
export function keptHistory(
  records: readonly LogRecord[],
  limit = byteLimit,
): readonly LogRecord[] {
  const steps = stepsOf(records);
  const firstCode = steps.findIndex(({ writes }) => writes.some((w) => nodeOf(w) === 'coder'));
  const head = steps.slice(0, firstCode + 1);
  const tail = steps.slice(firstCode + 1).toReversed();
  let size = 0;
  const kept = new Set<string>();
  for (const { checkpoint, writes } of [...head, ...tail]) {
    const bytes = [checkpoint, ...writes].reduce((sum, record) => sum + sizeOf(record), 0);
    if (size + bytes > limit) continue;
    size += bytes;
    kept.add(checkpoint.id);
  }
  return steps.flatMap(({ checkpoint, writes }) =>
    kept.has(checkpoint.id) ? [checkpoint, ...writes] : [],
  );
}

interface Step {
  readonly checkpoint: CheckpointRecord;
  readonly writes: readonly WritesRecord[];
}

/** The steps of the graph in which nodes ran, oldest first. */
function stepsOf(records: readonly LogRecord[]): readonly Step[] {
  const writes = records
    .filter((record) => record.kind === 'writes')
    .filter((record) => isNodeName(nodeOf(record)) && !isSpecial(record));
  return records
    .filter((record) => record.kind === 'checkpoint')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((checkpoint): Step[] => {
      const own = writes.filter(({ id }) => id === checkpoint.id);
      if (own.length === 0) return [];
      return [{ checkpoint, writes: own.length === 1 ? own.map(withoutValues) : own }];
    });
}

/** Errors and interrupts are no results. */
function isSpecial({ writes }: WritesRecord): boolean {
  return writes.length > 0 && writes.every(([channel]) => channel.startsWith('__'));
}

function withoutValues(record: WritesRecord): WritesRecord {
  return { ...record, writes: [] };
}

function sizeOf(record: LogRecord): number {
  return Buffer.byteLength(JSON.stringify(record));
}
