import path from 'node:path';
import { CaravanError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import { userText, type UserText } from '../base/userText.ts';
import { createContextProvider } from '../context/contextProvider.ts';
import { createMemory } from '../context/memory.ts';
import { createModelClient } from '../llm/modelClient.ts';
import type { RunPorts } from '../workflow/ports.ts';
import type { RunRequest, WorkflowEngine } from '../workflow/run.ts';
import { createDraftStore } from '../workspace/draftStore.ts';
import { createProposalStore } from '../workspace/proposalStore.ts';
import { createWritePolicy } from '../workspace/writePolicy.ts';
import type { Caravan, CaravanPorts, SendOptions, StartedRun } from './caravan.ts';
import { CallLog } from './callLog.ts';
import { Approvals } from './approvals.ts';
import { Consent } from './consent.ts';
import { createCodeWork } from './codeWork.ts';
import { createConversationDesk } from './conversationDesk.ts';
import { ConversationStore } from './conversations.ts';
import { diagnose } from './diagnose.ts';
import { filesToBuildOn } from './followUp.ts';
import { historyOf } from './history.ts';
import { insertCode } from './insertCode.ts';
import { alwaysAsking, modelRecordsOf } from './modelRecords.ts';
import { createNamedFiles } from './namedFiles.ts';
import { PastRuns } from './pastRuns.ts';
import { ProposalDesk } from './proposalDesk.ts';
import {
  requireFolder,
  requireTask,
  unknownConversation,
  untrustedWorkspace,
} from './requireTask.ts';
import { RestoreDesk } from './restoreDesk.ts';
import { RunManager, createId, type KeepDraft } from './runManager.ts';
import { RunHolds } from './runHolds.ts';
import { RunRecords } from './runRecords.ts';
import { guardModel } from './secretGuard.ts';
import { createResolveModel } from './resolveModel.ts';
import { createRunDesk, requireFolderOf, RunsAgain } from './runsAgain.ts';
import { JsonFiles, StorageLayout } from './storage.ts';
import { traceModel } from './tracedModel.ts';
import { createTaskWork, draftFilesOf, effectiveMode, settingsOfRun } from './taskWork.ts';

/** Wires the core, in dependency order, and returns its public face. */
export function createCaravan(ports: CaravanPorts): Caravan {
  const { fileSystem, clock, logger, settings, writer } = ports;
  const layout = new StorageLayout(ports.storageFolder);
  const notices = new Emitter<UserText>((error) => logger.error(String(error)));
  const notify = (text: UserText): void => notices.fire(text);
  const wallNow = (): number => clock.wallNow();
  const json = new JsonFiles(fileSystem, logger, wallNow, notify);
  const records = new RunRecords(fileSystem, json, layout, ports.owner, createId(), clock);
  const drafts = createDraftStore({ fileSystem, folder: layout.drafts });
  const keepDraft: KeepDraft = async (item) => {
    const files = draftFilesOf(item);
    return files.length > 0 ? drafts.save(item.id, files) : undefined;
  };
  const runs = new RunManager({ json, layout, records, clock, logger, keepDraft });
  const conversations = new ConversationStore({
    files: fileSystem,
    json,
    layout,
    wallNow,
    live: (runId) => runs.journal(runId),
  });
  const consent = new Consent(() => settings.value, ports.askConsent ?? (async () => false));
  const { mayAsk, mayRunAt } = consent;
  const token = ports.accessKey && { token: ports.accessKey };
  const client = createModelClient({ settings, clock, logger, mayAsk, mayRunAt, ...token });
  const holds = new RunHolds(client, clock);
  const calls = new CallLog({ json, layout, clock, logger, newId: createId });
  const model = traceModel(guardModel(client.model, client.catalog, consent.requireSafe), calls);
  const recordOf = modelRecordsOf({
    model,
    catalog: client.catalog,
    settings: () => settings.value,
    fileSystem,
    file: layout.models,
    clock,
    logger,
  });
  const isOn = (): boolean => settings.value.memory;
  const memory = createMemory({ fileSystem, file: layout.memory, logger, isOn });
  const policy = createWritePolicy({ fileSystem, deniedFolders: [ports.storageFolder] });
  const proposals = createProposalStore({ fileSystem, folder: layout.proposals });
  const restores = new RestoreDesk({
    fileSystem,
    layout,
    writer,
    policy,
    owner: ports.owner,
    clock,
    logger,
    notify,
    isActive: (runId) => runs.activeRuns.includes(runId),
    instance: createId(),
  });
  const taskOf = async (runId: string): Promise<string> =>
    (await records.read(runId))?.request.task ?? '';
  const desk = new ProposalDesk({
    proposals,
    drafts,
    policy,
    writer,
    runs,
    restores,
    taskOf,
  });
  const hasConversation = (id: string): Promise<boolean> => conversations.has(id);
  const past = new PastRuns({ records, runs, calls, hasConversation });
  const { folder: openFolder } = ports;
  const runsAgain = new RunsAgain({ fileSystem, layout, records, runs, past, folder: openFolder });
  const conversationChange = new Emitter<string>((error) => logger.error(String(error)));
  let engine: Promise<WorkflowEngine> | undefined;

  const requireTrust = (): void => {
    if (!ports.isTrusted()) throw untrustedWorkspace();
  };
  const recover = async (): Promise<void> => {
    if (ports.isTrusted()) await restores.recover((point) => desk.noteWritten(point));
  };
  const resolveModel = createResolveModel(consent, client.catalog, () => settings.value);
  const runPorts = async (request: RunRequest): Promise<RunPorts> => {
    const { runId, again } = request;
    const folder = ports.folder();
    const earlier = await runsAgain.earlier(request);
    return {
      model: again?.model === undefined ? model : alwaysAsking(model, again.model),
      ...(earlier && { earlier }),
      context: createContextProvider({ fileSystem, folder }),
      memory,
      // Without a folder only questions are answered, and nothing is ever validated.
      validator: ports.createValidator(folder ?? layout.run(runId)),
      checkpointFolder: layout.checkpoint(runId),
      record: recordOf(runId, again?.model),
      ask: (interrupt, signal) => approvals.ask(runId, interrupt, signal),
    };
  };
  const work = (resumed: boolean): ReturnType<typeof createTaskWork> => {
    const task = createTaskWork(
      {
        loadEngine: () => (engine ??= ports.loadEngine().then((create) => create({ fileSystem }))),
        resolveModel,
        ports: runPorts,
        propose: (runId, result) => desk.propose(runId, requireFolder(ports.folder()), result),
        proposals,
        drafts,
      },
      resumed,
    );
    return (request, emit, signal) =>
      holds
        .during(request.runId, () => task(request, emit, signal))
        .finally(() => runsAgain.forgetOld().catch((error: unknown) => logger.warn(String(error))));
  };
  const startTurn = (request: RunRequest, turn = work(false)): Promise<StartedRun> =>
    runs.start(request, turn, false, async () => {
      const { conversationId, runId, task } = request;
      const at = clock.wallNow();
      await conversations.append(conversationId, [
        { kind: 'user', id: createId(), at, text: task },
        { kind: 'run', id: runId, at },
      ]);
      conversationChange.fire(conversationId);
    });

  const send = async (
    conversationId: string,
    text: string,
    options: SendOptions = {},
  ): Promise<StartedRun> => {
    requireTrust();
    const task = requireTask(text);
    const conversation = await conversations.get(conversationId);
    if (!conversation) throw unknownConversation();
    const context = createContextProvider({ fileSystem, folder: ports.folder() });
    const previous = await filesToBuildOn(task, conversation, proposals, context);
    const folder = ports.folder();
    const request: RunRequest = {
      runId: createId(),
      conversationId,
      task,
      ...(folder !== undefined && { folder: path.resolve(folder) }),
      mode: effectiveMode(options.mode ?? 'auto', folder !== undefined),
      history: historyOf(conversation, settings.value.contextLength),
      ...settingsOfRun(settings.value),
      ...(previous.length > 0 && { previous }),
      attachments: options.attachments ?? [],
    };
    return startTurn(request, createCodeWork({ ...ports, desk, proposals }, options.code));
  };

  const resume = async (runId: string): Promise<StartedRun> => {
    requireTrust();
    const record = (await records.interrupted()).find((each) => each.request.runId === runId);
    if (!record) {
      throw new CaravanError('invalid-argument', {
        text: userText('This run cannot be resumed: it has ended or goes on in another window.'),
      });
    }
    requireFolderOf(record.request, ports.folder());
    return runs.start(record.request, work(true), true);
  };
  const approvals = new Approvals(runs, resume);

  return Object.freeze<Caravan>({
    onRunEvent: runs.onEvent,
    onConversationChange: conversationChange.event,
    onNotice: notices.event,
    onCall: calls.onChange,
    ...createConversationDesk(conversations, calls, conversationChange),
    ...createNamedFiles({ fileSystem, folder: ports.folder, clock, requireTrust }),
    send,
    answerInterrupt: async (runId, interruptId, answer) => {
      requireTrust();
      return approvals.answer(runId, interruptId, answer);
    },
    stop: (runId) => runs.stop(runId),
    get activeRuns() {
      return runs.activeRuns;
    },
    proposal: (runId) => desk.get(runId),
    apply: async (runId, paths, shownId) => {
      requireTrust();
      await recover();
      return desk.apply(runId, paths, shownId);
    },
    hunks: (runId) => desk.hunks(runId),
    chooseHunks: (runId, shownId, chosen) => desk.choose(runId, shownId, chosen),
    editProposal: (runId, shownId, path, text) => desk.edit(runId, shownId, path, text),
    conflicts: (runId) => desk.conflicts(runId),
    recover,
    restorePoints: () => restores.list(),
    previewRestore: (id) => restores.preview(id),
    restore: async (id, paths) => {
      requireTrust();
      await recover();
      const result = await restores.restore(id, paths);
      const undone = await restores.undone(id);
      if (undone) await desk.noteUndone(undone);
      return result;
    },
    keep: (runId) => desk.keep(runId),
    discard: (runId) => desk.discard(runId),
    saveDraft: (runId) => desk.saveDraft(runId),
    runsElsewhere: async () =>
      Promise.all((await records.elsewhere()).map((record) => desk.describeInterrupted(record))),
    takeOver: async (runId) => {
      requireTrust();
      const record = (await records.elsewhere()).find((each) => each.request.runId === runId);
      return record ? runs.start(record.request, work(true), true, undefined, true) : resume(runId);
    },
    resumableRuns: async () =>
      Promise.all((await records.interrupted()).map((record) => desk.describeInterrupted(record))),
    resume,
    dismiss: async (runId) => {
      const record = await records.read(runId);
      if (record) await records.write({ ...record, status: 'ended' });
    },
    ...createRunDesk(past, runsAgain, async (request) => {
      requireTrust();
      return startTurn(await request());
    }),
    insert: (request, signal) => {
      requireTrust();
      return insertWithModel(request, signal);
    },
    memories: () => memory.list(),
    forget: (task) => memory.forget(task),
    models: (signal) => client.catalog.list(signal),
    pullModel: (name, onProgress, signal) => client.catalog.pull(name, onProgress, signal),
    deleteModel: (name, host, signal) => client.catalog.delete(name, host, signal),
    diagnose: (signal) => diagnose(client.catalog, signal),
    accessKeysChanged: () => client.forgetKeys(),
    trace: () => client.trace(),
    shutdown: async (deadlineMs) => {
      const began = clock.now();
      await runs.close();
      conversationChange.dispose();
      await calls.flush();
      calls.dispose();
      notices.dispose();
      const left = (): number => Math.max(0, deadlineMs - (clock.now() - began));
      await holds.close(Math.min(releaseTime, left() / 2));
      await client.close(left());
    },
  });

  async function* insertWithModel(
    ...[request, signal]: Parameters<Caravan['insert']>
  ): AsyncIterable<string> {
    const { model: name } = await resolveModel(signal);
    yield* insertCode(model, name, request, signal);
  }
}

/** Milliseconds that servers have at shutdown to hear that a run's models may go. */
const releaseTime = 1_000;
