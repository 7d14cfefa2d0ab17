import { Emitter } from '../base/event.ts';
import type { UserText } from '../base/userText.ts';
import { createMemory } from '../context/memory.ts';
import { createModelClient } from '../llm/modelClient.ts';
import { createDraftStore } from '../workspace/draftStore.ts';
import { createProposalStore } from '../workspace/proposalStore.ts';
import { createWritePolicy } from '../workspace/writePolicy.ts';
import { Approvals } from './approvals.ts';
import { CallLog } from './callLog.ts';
import type { Caravan, CaravanPorts } from './caravan.ts';
import { createChangeDesk } from './changeDesk.ts';
import { Consent } from './consent.ts';
import { createConversationDesk } from './conversationDesk.ts';
import { ConversationStore } from './conversations.ts';
import { createInterruptedRuns } from './interruptedRuns.ts';
import { createModelDesk } from './modelDesk.ts';
import { createKnownModels } from './modelRecords.ts';
import { createNamedFiles } from './namedFiles.ts';
import { PastRuns } from './pastRuns.ts';
import { ProposalDesk } from './proposalDesk.ts';
import { untrustedWorkspace } from './requireTask.ts';
import { createResolveModel } from './resolveModel.ts';
import { RestoreDesk } from './restoreDesk.ts';
import { RunHolds } from './runHolds.ts';
import { RunManager, createId, type KeepDraft } from './runManager.ts';
import { RunRecords } from './runRecords.ts';
import { createRunDesk, RunsAgain } from './runsAgain.ts';
import { createRunWork } from './runWork.ts';
import { guardModel } from './secretGuard.ts';
import { JsonFiles, StorageLayout } from './storage.ts';
import { draftFilesOf } from './taskWork.ts';
import { traceModel } from './tracedModel.ts';
import { Turns } from './turns.ts';
import { createUnaskedWrites } from './unaskedWrites.ts';

/** Wires the core, in dependency order, and returns its public face. */
export function createCaravan(ports: CaravanPorts): Caravan {
  const { fileSystem, clock, logger, settings, writer, owner, folder, isTrusted } = ports;
  const wallNow = (): number => clock.wallNow();
  const requireTrust = (): void => {
    if (!isTrusted()) throw untrustedWorkspace();
  };
  const notices = new Emitter<UserText>((error) => logger.error(String(error)));
  const notify = (text: UserText): void => notices.fire(text);
  const layout = new StorageLayout(ports.storageFolder);
  const json = new JsonFiles(fileSystem, logger, wallNow, notify);
  const drafts = createDraftStore({ fileSystem, folder: layout.drafts });

  const consent = new Consent(() => settings.value, ports.askConsent ?? (async () => false));
  const { mayAsk, mayRunAt } = consent;
  const token = ports.accessKey && { token: ports.accessKey };
  const calls = new CallLog({ json, layout, clock, logger, newId: createId });
  const onRecord = calls.addRecord.bind(calls);
  const access = { mayAsk, mayRunAt, ...token };
  const client = createModelClient({ settings, clock, logger, onRecord, ...access });
  const { catalog } = client;
  const holds = new RunHolds(client, clock);
  const model = traceModel(guardModel(client.model, client.catalog, consent.requireSafe), calls);
  const resolveModel = createResolveModel(consent, catalog, () => settings.value);
  const known = createKnownModels({
    model,
    catalog,
    settings: () => settings.value,
    fileSystem,
    file: layout.models,
    clock,
    logger,
  });
  const isOn = (): boolean => settings.value.memory;
  const meaning = { embedder: client, clock };
  const memory = createMemory({ fileSystem, file: layout.memory, logger, isOn, meaning });

  const records = new RunRecords(fileSystem, json, layout, owner, createId(), clock);
  const keepDraft: KeepDraft = async (item) => {
    const files = draftFilesOf(item);
    return files.length > 0 ? drafts.save(item.id, files) : undefined;
  };
  const runs = new RunManager({ json, layout, records, clock, logger, keepDraft, notify });
  const conversations = new ConversationStore({
    files: fileSystem,
    json,
    layout,
    wallNow,
    live: (runId) => runs.journal(runId),
  });
  const conversationChange = new Emitter<string>((error) => logger.error(String(error)));
  const hasConversation = (id: string): Promise<boolean> => conversations.has(id);
  const past = new PastRuns({ records, runs, calls, hasConversation });
  const runsAgain = new RunsAgain({ fileSystem, layout, records, runs, past, folder });

  const policy = createWritePolicy({ fileSystem, deniedFolders: [ports.storageFolder] });
  const proposals = createProposalStore({ fileSystem, folder: layout.proposals });
  const restores = new RestoreDesk({
    fileSystem,
    layout,
    writer,
    policy,
    owner,
    clock,
    logger,
    notify,
    isActive: (runId) => runs.activeRuns.includes(runId),
    instance: createId(),
  });
  const taskOf = async (runId: string): Promise<string> =>
    (await records.read(runId))?.request.task ?? '';
  const desk = new ProposalDesk({ proposals, drafts, policy, writer, runs, restores, taskOf });

  const changes = createChangeDesk({ proposals: desk, restores, isTrusted, requireTrust });
  const writeUnasked = createUnaskedWrites({
    settings: () => settings.value,
    ports,
    apply: changes.apply,
    notify,
  });

  const work = createRunWork({
    ports,
    layout,
    resolveModel,
    model,
    memory,
    holds,
    recordOf: known.recordOf,
    runsAgain,
    ask: (...question) => approvals.ask(...question),
    desk,
    writeUnasked,
    proposals,
    drafts,
  });
  const interrupted = createInterruptedRuns({
    records,
    runs,
    work: () => work(true),
    folder,
    requireTrust,
  });
  const approvals = new Approvals(runs, interrupted.resume);
  const turns = new Turns({
    ports,
    conversations,
    conversationChange,
    proposals,
    desk,
    runs,
    work: () => work(false),
  });

  return Object.freeze<Caravan>({
    onRunEvent: runs.onEvent,
    onConversationChange: conversationChange.event,
    onNotice: notices.event,
    onCall: calls.onChange,
    get activeRuns() {
      return runs.activeRuns;
    },
    send: async (conversationId, text, options = {}) => {
      requireTrust();
      return turns.send(conversationId, text, options);
    },
    answerInterrupt: async (runId, interruptId, answer) => {
      requireTrust();
      return approvals.answer(runId, interruptId, answer);
    },
    stop: (runId) => runs.stop(runId),
    memories: () => memory.list(),
    forget: (task) => memory.forget(task),
    ...createConversationDesk(conversations, calls, conversationChange),
    ...createNamedFiles({ fileSystem, folder, clock, requireTrust }),
    ...changes,
    ...interrupted,
    ...createRunDesk(past, runsAgain, async (request) => {
      requireTrust();
      return turns.start(await request());
    }),
    ...createModelDesk({ client, model, resolveModel, fills: known.fills, requireTrust }),
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
}

/** Milliseconds that servers have at shutdown to hear that a run's models may go. */
const releaseTime = 1_000;
