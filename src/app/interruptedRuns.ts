import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { Caravan, ResumableRun } from './caravan.ts';
import type { RunManager, RunWork } from './runManager.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import { requireFolderOf } from './runsAgain.ts';

interface InterruptedRunsDeps {
  readonly records: RunRecords;
  readonly runs: RunManager;
  /** The work of a run that is resumed. */
  readonly work: () => RunWork;
  /** The open folder. */
  readonly folder: () => string | undefined;
  /** @throws CaravanError `workspace-untrusted`. */
  readonly requireTrust: () => void;
}

/** What the core offers about runs that this process did not start: cut off, or going on elsewhere. */
export function createInterruptedRuns(
  deps: InterruptedRunsDeps,
): Pick<Caravan, 'resumableRuns' | 'resume' | 'runsElsewhere' | 'takeOver' | 'dismiss'> {
  const { records, runs, work, folder, requireTrust } = deps;
  const describeAll = (found: readonly RunRecord[]): Promise<readonly ResumableRun[]> =>
    Promise.all(found.map((record) => describe(record, runs)));

  const resume: Caravan['resume'] = async (runId) => {
    requireTrust();
    const record = findRun(await records.interrupted(), runId);
    if (!record) throw notInterrupted();
    requireFolderOf(record.request, folder());
    return runs.start(record.request, work(), true);
  };

  return {
    resumableRuns: async () => describeAll(await records.interrupted()),
    resume,
    runsElsewhere: async () => describeAll(await records.elsewhere()),
    takeOver: async (runId) => {
      requireTrust();
      const record = findRun(await records.elsewhere(), runId);
      return record ? runs.start(record.request, work(), true, undefined, true) : resume(runId);
    },
    dismiss: async (runId) => {
      const record = await records.read(runId);
      if (record) await records.write({ ...record, status: 'ended' });
    },
  };
}

async function describe(
  { request, startedAt }: RunRecord,
  runs: Pick<RunManager, 'readItem'>,
): Promise<ResumableRun> {
  const item = await runs.readItem(request.runId);
  const ended = item.events.filter((event) => event.type === 'node-end');
  return {
    runId: request.runId,
    conversationId: request.conversationId,
    task: request.task,
    finishedNodes: [...new Set(ended.map((event) => event.node))],
    interruptedAt: item.events.at(-1)?.at ?? startedAt,
  };
}

function findRun(records: readonly RunRecord[], runId: string): RunRecord | undefined {
  return records.find(({ request }) => request.runId === runId);
}

function notInterrupted(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('This run cannot be resumed: it has ended or goes on in another window.'),
  });
}
