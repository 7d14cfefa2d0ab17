import type { Mode } from '../base/task.ts';
import { CaravanError } from '../base/errors.ts';
import type { SourceFile, ValidationResult } from '../base/task.ts';
import { userText } from '../base/userText.ts';
import type { ProposalSummary } from '../workflow/events.ts';
import type { RunPorts } from '../workflow/ports.ts';
import type { RunRequest, RunResult, WorkflowEngine } from '../workflow/run.ts';
import type { DraftStore } from '../workspace/draftStore.ts';
import type { ProposalState, ProposalStore } from '../workspace/proposalStore.ts';
import type { Proposal } from '../workspace/types.ts';
import type { ConversationItem } from './caravan.ts';
import type { ResolvedModel } from './resolveModel.ts';
import type { RunWork } from './runManager.ts';
import type { Settings } from './settings.ts';

/** What the work of a task needs; built anew for each run by `createCaravan`. */
export interface TaskWorkDeps {
  readonly loadEngine: () => Promise<WorkflowEngine>;
  /** The model that answers, and the host it is on. */
  readonly resolveModel: (
    signal: AbortSignal,
    /** A certain one, in place of what the settings say. */
    name?: string,
  ) => Promise<ResolvedModel>;
  readonly ports: (request: RunRequest) => Promise<RunPorts>;
  readonly propose: (runId: string, result: RunResult) => Promise<Proposal>;
  /** Writes a proposal that needs no word of the user. Never rejects. */
  readonly writeUnasked: (proposal: Proposal) => Promise<void>;
  /** Are the files of a run written already, or decided on otherwise? */
  readonly isDecided: (runId: string) => Promise<boolean>;
  readonly proposals: ProposalStore;
  readonly drafts: DraftStore;
}

/** The work of a task: resolve the model, run the graph, turn its files into a proposal. */
export function createTaskWork(deps: TaskWorkDeps, resumed: boolean): RunWork {
  return async (request, emit, signal) => {
    // The process ended between the files and the end of the run.
    if (resumed && (await deps.isDecided(request.runId))) return { outcome: 'done' };
    const { model, host, ...fitting } = await deps.resolveModel(signal, request.again?.model);
    emit({ type: 'run-model', model, host });
    const engine = await deps.loadEngine();
    signal.throwIfAborted();
    const task = { ...request, model, ...fitting };
    const ports = await deps.ports(request);
    const result = resumed
      ? await engine.resume(task, ports, emit, signal)
      : await engine.start(task, ports, emit, signal);
    signal.throwIfAborted();
    if (result.outcome === 'answered') return { outcome: 'answered' };
    if (result.outcome === 'rejected') return { outcome: 'rejected' };
    if (result.outcome === 'unusable') return unusable(deps, request, result);
    const proposal = await deps.propose(request.runId, result);
    signal.throwIfAborted();
    if (proposal.files.length === 0) return unchanged(request);
    await deps.proposals.save(proposal);
    emit({ type: 'proposal', proposal: summarizeProposal(proposal, 'open') });
    await deps.writeUnasked(proposal);
    return { outcome: 'done' };
  };
}

/** A proposal as events carry it: without contents. */
export function summarizeProposal(proposal: Proposal, state: ProposalState): ProposalSummary {
  return {
    id: proposal.id,
    verification: proposal.verification,
    state,
    ...(proposal.isRevised && { isRevised: true }),
    files: proposal.files
      .filter((file) => !file.isLeftOut && file.after !== file.before)
      .map(({ path, operation, added, removed, hash, decision }) => ({
        path,
        operation,
        added,
        removed,
        hash,
        decision: decision.decision,
        ...(decision.reason && { reason: decision.reason }),
      })),
  };
}

/** What the settings say of a run; it stays as it is when they change. */
export function settingsOfRun({
  maxAttempts,
  model,
  approvePlan,
  secondRound,
}: Settings): Pick<RunRequest, 'maxIterations' | 'model' | 'approvePlan' | 'secondRound'> {
  return { maxIterations: maxAttempts, model, approvePlan, secondRound };
}

/** How far the tests vouch for a run's files. */
export function verificationOf(
  validation: ValidationResult | undefined,
): ProposalSummary['verification'] {
  if (validation?.status === 'passed') return 'verified';
  return validation?.status === 'failed' ? 'failed' : 'unverified';
}

/**
 * The mode a task really runs in: without a folder there is nothing to write to.
 * @throws CaravanError `no-workspace` when the user asked for what needs a folder.
 */
export function effectiveMode(mode: Mode, hasFolder: boolean): Mode {
  if (hasFolder || mode === 'chat') return mode;
  if (mode === 'auto') return 'chat';
  throw new CaravanError('no-workspace', {
    text: userText('There is no open folder to work in.'),
    next: userText(
      'Open a folder, choose one of several with “Caravan: Choose Folder”, or ask in chat mode.',
    ),
  });
}

/** What a run had streamed, one Markdown file a node, for keeping when it failed. */
export function draftFilesOf(item: Extract<ConversationItem, { kind: 'run' }>): SourceFile[] {
  return Object.entries(item.texts)
    .filter(([, { text }]) => text.trim() !== '')
    .map(([node, { text }]) => ({
      path: `${node}.md`,
      content: text.endsWith('\n') ? text : `${text}\n`,
    }));
}

async function unusable(
  deps: TaskWorkDeps,
  request: RunRequest,
  result: RunResult,
): Promise<Awaited<ReturnType<RunWork>>> {
  const draftPath = await deps.drafts.save(request.runId, draftFiles(result));
  const error = new CaravanError('run-unfinished', {
    text: userText('The model did not get to code that can be used.'),
    kept: userText('What it wrote is kept in {0}.', draftPath),
    next: userText('Describe the task in more detail, or choose a larger model.'),
  });
  return { outcome: 'unusable', draftPath, error: error.toInfo() };
}

function draftFiles(result: RunResult): readonly SourceFile[] {
  return result.files.length > 0
    ? result.files
    : [{ path: 'answer.md', content: result.answer || '(no text)\n' }];
}

function unchanged(request: RunRequest): Awaited<ReturnType<RunWork>> {
  const error = new CaravanError('run-unfinished', {
    text: userText('The files the model wrote are the same as the ones you have.'),
    kept: userText('Your files are as they were.'),
    next: userText(
      'Say what should differ from the files you have. The task was: “{0}”.',
      request.task.slice(0, 80),
    ),
  });
  return { outcome: 'unusable', error: error.toInfo() };
}
