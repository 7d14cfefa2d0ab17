import type { Model } from '../agents/types.ts';
import { createContextProvider } from '../context/contextProvider.ts';
import type { Memory } from '../context/ports.ts';
import type { RunPorts } from '../workflow/ports.ts';
import type { RunRequest, WorkflowEngine } from '../workflow/run.ts';
import type { Approvals } from './approvals.ts';
import type { CaravanPorts } from './caravan.ts';
import { alwaysAsking, type KnownModels } from './modelRecords.ts';
import type { ProposalDesk } from './proposalDesk.ts';
import { requireFolder } from './requireTask.ts';
import type { RunHolds } from './runHolds.ts';
import type { RunWork } from './runManager.ts';
import type { RunsAgain } from './runsAgain.ts';
import type { StorageLayout } from './storage.ts';
import { createTaskWork, type TaskWorkDeps } from './taskWork.ts';

/** What the work of all runs needs. */
export interface RunWorkDeps extends Pick<
  TaskWorkDeps,
  'resolveModel' | 'proposals' | 'drafts' | 'writeUnasked'
> {
  readonly ports: Pick<
    CaravanPorts,
    'fileSystem' | 'folder' | 'createValidator' | 'loadEngine' | 'logger'
  >;
  readonly layout: StorageLayout;
  readonly model: Model;
  readonly memory: Memory;
  readonly holds: RunHolds;
  readonly runsAgain: RunsAgain;
  readonly recordOf: KnownModels['recordOf'];
  readonly ask: Approvals['ask'];
  readonly desk: Pick<ProposalDesk, 'propose' | 'isDecided'>;
}

/**
 * Gives each run its work, new or resumed: the task, done with its models held in memory, after
 * which states of old runs are forgotten. The engine is loaded by the first of them.
 */
export function createRunWork(deps: RunWorkDeps): (resumed: boolean) => RunWork {
  const { fileSystem, folder, loadEngine, logger } = deps.ports;
  const { holds, runsAgain, desk } = deps;
  let engine: Promise<WorkflowEngine> | undefined;
  const taskDeps: TaskWorkDeps = {
    ...deps,
    loadEngine: () => (engine ??= loadEngine().then((create) => create({ fileSystem }))),
    ports: (request) => runPorts(deps, request),
    propose: (runId, result) => desk.propose(runId, requireFolder(folder()), result),
    isDecided: (runId) => desk.isDecided(runId),
  };
  return (resumed) => {
    const work = createTaskWork(taskDeps, resumed);
    return (request, emit, signal) =>
      holds
        .during(request.runId, () => work(request, emit, signal))
        .finally(() => runsAgain.forgetOld().catch((error: unknown) => logger.warn(String(error))));
  };
}

async function runPorts(deps: RunWorkDeps, request: RunRequest): Promise<RunPorts> {
  const { ports, layout, model, memory, runsAgain, recordOf, ask } = deps;
  const { runId, again } = request;
  const folder = ports.folder();
  const earlier = await runsAgain.earlier(request);
  return {
    model: again?.model === undefined ? model : alwaysAsking(model, again.model),
    ...(earlier && { earlier }),
    context: createContextProvider({ fileSystem: ports.fileSystem, folder }),
    memory,
    // Without a folder only questions are answered, and nothing is ever validated.
    validator: ports.createValidator(folder ?? layout.run(runId)),
    checkpointFolder: layout.checkpoint(runId),
    record: recordOf(runId, again?.model),
    ask: (interrupt, signal) => ask(runId, interrupt, signal),
  };
}
