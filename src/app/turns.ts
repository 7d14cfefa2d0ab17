import path from 'node:path';
import type { Emitter } from '../base/event.ts';
import { createContextProvider } from '../context/contextProvider.ts';
import type { RunRequest } from '../workflow/run.ts';
import type { ProposalStore } from '../workspace/proposalStore.ts';
import type { CaravanPorts, SendOptions, StartedRun } from './caravan.ts';
import { createCodeWork } from './codeWork.ts';
import type { ConversationStore } from './conversations.ts';
import { filesToBuildOn } from './followUp.ts';
import { historyOf } from './history.ts';
import type { ProposalDesk } from './proposalDesk.ts';
import { requireTask, unknownConversation } from './requireTask.ts';
import { createId, type RunManager, type RunWork } from './runManager.ts';
import { effectiveMode, settingsOfRun } from './taskWork.ts';

/** Items that a follow-up can speak of; before them hardly anything fits a prompt. */
const rememberedItems = 400;

interface TurnsDeps {
  readonly ports: Pick<CaravanPorts, 'clock' | 'fileSystem' | 'folder' | 'settings'>;
  readonly conversations: ConversationStore;
  readonly conversationChange: Emitter<string>;
  readonly proposals: ProposalStore;
  readonly desk: ProposalDesk;
  readonly runs: RunManager;
  /** The work of a run that is not resumed. */
  readonly work: () => RunWork;
}

/** Adds turns to conversations: what the user asked, and the run for it. */
export class Turns {
  readonly #deps: TurnsDeps;

  constructor(deps: TurnsDeps) {
    this.#deps = deps;
  }

  /** Makes a run of a message. @throws CaravanError as {@link Caravan.send} does. */
  async send(conversationId: string, text: string, options: SendOptions): Promise<StartedRun> {
    const { conversations, ports, proposals } = this.#deps;
    const { fileSystem, settings } = ports;
    const task = requireTask(text);
    const conversation = await conversations.get(conversationId, rememberedItems);
    if (!conversation) throw unknownConversation();
    const folder = ports.folder();
    const context = createContextProvider({ fileSystem, folder });
    const previous = await filesToBuildOn(task, conversation, proposals, context);
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
    return this.start(request, createCodeWork({ ...this.#deps, ...ports }, options.code));
  }

  /** Starts the run of a turn, which stands in its conversation before the run's first event. */
  start(request: RunRequest, work = this.#deps.work()): Promise<StartedRun> {
    const { clock } = this.#deps.ports;
    return this.#deps.runs.start(request, work, false, async () => {
      const { conversationId, runId, task } = request;
      const at = clock.wallNow();
      await this.#deps.conversations.append(conversationId, [
        { kind: 'user', id: createId(), at, text: task },
        { kind: 'run', id: runId, at },
      ]);
      this.#deps.conversationChange.fire(conversationId);
    });
  }
}
