import { IntentCache } from '../agents/intentCache.ts';
import { deriveAbort, raceAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { invokeWithAnswers } from './approval.ts';
import { budgetOf } from './budget.ts';
import type { CheckpointLog } from './checkpoints/checkpointLog.ts';
import { FileSaver } from './checkpoints/fileSaver.ts';
import { historyLog, keptHistory, stateLog } from './checkpoints/history.ts';
import type { NodeEvent } from './events.ts';
import { buildGraph } from './graph.ts';
import type { RunPorts } from './ports.ts';
import type { CreateWorkflowEngine, RunRequest, RunResult } from './run.ts';
import { seedRun } from './runAgain.ts';
import { SavedNodes } from './savedNodes.ts';
import type { RunScope } from './scope.ts';
import { withPrevious } from './previousFiles.ts';
import { runStateSchema } from './stateSchema.ts';

/** Everything one call of the engine works with. */
interface Run {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly emit: (event: NodeEvent) => void;
  readonly signal: AbortSignal;
  readonly log: CheckpointLog;
  readonly history: CheckpointLog;
  readonly saver: FileSaver;
  readonly savedNodes: SavedNodes;
  readonly intents: IntentCache;
}

/** Creates the LangGraph engine: the one door to this room. */
export const createWorkflowEngine: CreateWorkflowEngine = ({ fileSystem }) => {
  const intents = new IntentCache();
  return {
    start: async (request, ports, emit, signal) => {
      const run = await prepare(fileSystem, { request, ports, emit, signal, intents });
      await run.log.remove();
      return begin(run, fileSystem);
    },
    resume: async (request, ports, emit, signal) => {
      const run = await prepare(fileSystem, { request, ports, emit, signal, intents });
      await run.saver.open();
      const finished = await finishedResult(run);
      if (finished !== 'none' && finished !== 'unfinished') return finished;
      return finished === 'none' ? begin(run, fileSystem) : execute(run, 'resume');
    },
  };
};

/** Starts from nothing, or from the state of an earlier run. */
async function begin(run: Run, fileSystem: FileSystem): Promise<RunResult> {
  const { again } = run.request;
  if (!again) return execute(run, 'start');
  const ports = { ...run.ports, context: withPrevious(run.ports.context, run.request.previous) };
  await seedRun({ ...run, ports, request: { ...run.request, again }, fileSystem });
  await run.saver.open();
  return execute(run, 'resume');
}

async function prepare(
  fileSystem: FileSystem,
  given: Pick<Run, 'request' | 'ports' | 'emit' | 'signal' | 'intents'>,
): Promise<Run> {
  given.signal.throwIfAborted();
  const folder = given.ports.checkpointFolder;
  await fileSystem.createDirectory(folder);
  const log = stateLog(fileSystem, folder);
  const savedNodes = new SavedNodes();
  const saver = new FileSaver(log, (node) => savedNodes.saved(node));
  return { ...given, log, history: historyLog(fileSystem, folder), saver, savedNodes };
}

/** Result of a run that had already ended, or what is left to do of it. */
async function finishedResult(run: Run): Promise<RunResult | 'none' | 'unfinished'> {
  const tuple = await run.saver.getTuple({ configurable: { thread_id: run.request.runId } });
  if (!tuple) return 'none';
  const state = runStateSchema.safeParse(tuple.checkpoint.channel_values);
  if (!state.success) throw await run.log.quarantine(state.error);
  return (state.data.result as RunResult | undefined) ?? 'unfinished';
}

async function execute(run: Run, how: 'start' | 'resume'): Promise<RunResult> {
  const { request, ports } = run;
  // One controller a run: LangGraph leaves a listener on the signal it is given.
  const derived = deriveAbort(run.signal);
  let isOver = false;
  const scope: RunScope = {
    request,
    ports: { ...ports, context: withPrevious(ports.context, request.previous) },
    clock: systemClock,
    signal: derived.signal,
    savedNodes: run.savedNodes,
    intents: run.intents,
    emit: (event) => {
      if (!isOver) run.emit(event);
    },
  };
  try {
    const graph = buildGraph(scope, run.saver);
    const config = {
      configurable: { thread_id: request.runId },
      durability: 'sync' as const,
      signal: derived.signal,
      recursionLimit: 50 + 4 * budgetOf(request).rounds,
    };
    const state = await invokeWithAnswers(
      (input) => raceAbort(graph.invoke(input, config), run.signal),
      how === 'start' ? { tried: [] } : null,
      scope,
    );
    if (!state.result) throw unfinished();
    await run.history.rewrite(keptHistory(run.saver.records));
    await run.saver.compact();
    return state.result;
  } catch (error) {
    if (run.signal.aborted) throw run.signal.reason;
    throw error;
  } finally {
    isOver = true;
    derived.dispose();
  }
}

/** LangGraph can end silently when an edge is missing: that must never look like success. */
function unfinished(): CaravanError {
  return new CaravanError('internal', {
    text: userText('The workflow ended without a result.'),
    next: userText('Open the log, and report it if it happens again.'),
  });
}
