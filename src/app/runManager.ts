import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isAbortError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { CaravanError, toErrorInfo, type ErrorInfo } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/logger.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { NodeEvent, RunEvent, RunOutcome } from '../workflow/events.ts';
import type { RunRequest } from '../workflow/run.ts';
import type { StartedRun } from './caravan.ts';
import { readRunItem, RunJournal } from './runJournal.ts';
import type { RunLock } from './runLock.ts';
import type { RunRecords } from './runRecords.ts';
import { summarizeRun } from './runSummary.ts';
import type { JsonFiles, StorageLayout } from './storage.ts';
import { UsageCounter } from './usageCounter.ts';

/** How the work of one run ended, before the manager adds times and figures. */
export interface WorkOutcome {
  readonly outcome: RunOutcome;
  readonly error?: ErrorInfo;
  readonly draftPath?: string;
}

/** The work of a run: everything between `run-start` and `run-end`. */
export type RunWork = (
  request: RunRequest,
  emit: (event: NodeEvent) => void,
  signal: AbortSignal,
) => Promise<WorkOutcome>;

/** Keeps what a failed run had written so far; the folder, or undefined if there was nothing. */
export type KeepDraft = (item: RunJournal['item']) => Promise<string | undefined>;

interface ActiveRun {
  readonly conversationId: string;
  readonly controller: AbortController;
  readonly journal: RunJournal;
  readonly finished: Promise<RunOutcome>;
  /** Its last event is told; only its record is still being written. */
  readonly isOver: () => boolean;
}

/**
 * Starts, stops and records runs. A run is written to disk before it starts and marked as ended
 * after its last event, so that what a crash cuts off is found again.
 */
export class RunManager {
  readonly #json: JsonFiles;
  readonly #layout: StorageLayout;
  readonly #records: RunRecords;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #keepDraft: KeepDraft;
  readonly #notify: (text: UserText) => void;
  readonly #active = new Map<string, ActiveRun>();
  readonly #starting = new Set<string>();
  readonly #events: Emitter<RunEvent>;
  #isClosed = false;

  constructor(deps: {
    readonly json: JsonFiles;
    readonly layout: StorageLayout;
    readonly records: RunRecords;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly keepDraft: KeepDraft;
    /** Is told when the end of a run could not be written down. */
    readonly notify?: (text: UserText) => void;
  }) {
    this.#json = deps.json;
    this.#layout = deps.layout;
    this.#records = deps.records;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#keepDraft = deps.keepDraft;
    this.#notify = deps.notify ?? ((): void => undefined);
    this.#events = new Emitter((error) => this.#logger.error('A run listener failed', error));
  }

  get onEvent(): Emitter<RunEvent>['event'] {
    return this.#events.event;
  }

  get activeRuns(): readonly string[] {
    return [...this.#active.keys()];
  }

  journal(runId: string): RunJournal | undefined {
    return this.#active.get(runId)?.journal;
  }

  /** @throws CaravanError `state-busy` when the conversation already has a run going on. */
  async start(
    request: RunRequest,
    work: RunWork,
    resumed: boolean,
    /** Runs after admission and before the first event, e.g. to add the user's message. */
    prepare: () => Promise<void> = async () => undefined,
    takeOver = false,
  ): Promise<StartedRun> {
    await this.#written(request.conversationId);
    this.#admit(request.conversationId);
    let lock: RunLock | undefined;
    try {
      lock = await this.#records.claim(request.runId, takeOver);
      await prepare();
      const journal = await this.#openJournal(request.runId);
      const startedAt = this.#clock.wallNow();
      await this.#records.write({ status: 'running', startedAt, request });
      const run = this.#run(request, work, journal, startedAt, resumed, lock);
      lock = undefined;
      return run;
    } finally {
      if (lock) await this.#release(lock);
      this.#starting.delete(request.conversationId);
    }
  }

  stop(runId: string): void {
    this.#active.get(runId)?.controller.abort(stopReason());
  }

  /** A run as it stands in memory or on disk. */
  async readItem(runId: string): Promise<RunJournal['item']> {
    const live = this.journal(runId);
    if (live) return live.item;
    const file = path.join(this.#layout.run(runId), 'events.jsonl');
    return readRunItem(this.#json, file, runId, this.#clock.wallNow());
  }

  /** Adds an event to a run that is over, e.g. that its proposal was applied. */
  async addLater(runId: string, event: NodeEvent): Promise<void> {
    const full = { ...event, runId, at: this.#clock.wallNow() } as RunEvent;
    const journal = this.journal(runId) ?? (await this.#openJournal(runId));
    journal.add(full);
    await journal.flush();
    this.#events.fire(full);
  }

  /** Refuses new runs, aborts the active ones and waits until their last event is on disk. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const active = [...this.#active.values()];
    for (const run of active) run.controller.abort(shutDownReason());
    await Promise.allSettled(active.map((run) => run.finished));
    this.#events.dispose();
  }

  #openJournal(runId: string): Promise<RunJournal> {
    return RunJournal.open(this.#json, this.#layout.run(runId), runId, this.#clock);
  }

  /** Whoever has seen a run end may go on at once, however slow the disk is. */
  async #written(conversationId: string): Promise<void> {
    const over = [...this.#active.values()].filter(
      (run) => run.conversationId === conversationId && run.isOver(),
    );
    await Promise.all(over.map(({ finished }) => finished));
  }

  #admit(conversationId: string): void {
    if (this.#isClosed) throw shutDownReason();
    const isBusy = [...this.#active.values()].some((run) => run.conversationId === conversationId);
    if (isBusy || this.#starting.has(conversationId)) {
      throw new CaravanError('state-busy', {
        text: userText('This conversation is still working on the task before.'),
        next: userText('Stop it first, wait for it, or start a new conversation.'),
      });
    }
    this.#starting.add(conversationId);
  }

  #run(
    request: RunRequest,
    work: RunWork,
    journal: RunJournal,
    startedAt: number,
    resumed: boolean,
    lock: RunLock,
  ): StartedRun {
    const { runId, conversationId } = request;
    const controller = new AbortController();
    const hook = onAbort(lock.lost, () => {
      // From here on the record belongs to the other one.
      journal.close();
      controller.abort(lock.lost.reason);
    });
    let isOver = false;
    const usage = new UsageCounter();
    const began = this.#clock.now();
    const emit = (event: NodeEvent): void => {
      usage.add(event);
      const full = { ...event, runId, at: this.#clock.wallNow() } as RunEvent;
      journal.add(full);
      this.#events.fire(full);
    };
    const finished = (async (): Promise<RunOutcome> => {
      emit(startEvent(request, resumed));
      const doWork = (): Promise<WorkOutcome> => work(request, emit, controller.signal);
      const end = await this.#outcomeOf(doWork, controller, journal);
      const elapsedMs = this.#clock.now() - began;
      isOver = true;
      emit({ type: 'run-end', elapsedMs, usage: usage.totals, ...end });
      // A run that VS Code cut off by closing stays `running` on disk: it is offered again.
      const isEnded = !lock.lost.aborted && !(this.#isClosed && end.outcome === 'cancelled');
      const summary = summarizeRun(journal.item.events);
      const record = { status: 'ended', startedAt, request, summary } as const;
      await this.#settle(journal, isEnded ? record : undefined);
      hook.dispose();
      await this.#release(lock);
      this.#active.delete(runId);
      return end.outcome;
    })();
    this.#active.set(runId, {
      ...{ conversationId, controller, journal, finished },
      isOver: () => isOver,
    });
    return { runId, finished };
  }

  async #outcomeOf(
    work: () => Promise<WorkOutcome>,
    controller: AbortController,
    journal: RunJournal,
  ): Promise<WorkOutcome> {
    try {
      return await work();
    } catch (error) {
      if (controller.signal.aborted || isAbortError(error)) return { outcome: 'cancelled' };
      this.#logger.error(error instanceof Error ? error : String(error));
      return this.#failed(toErrorInfo(error), journal);
    }
  }

  async #failed(error: ErrorInfo, journal: RunJournal): Promise<WorkOutcome> {
    try {
      const draftPath = await this.#keepDraft(journal.item);
      if (draftPath === undefined) return { outcome: 'failed', error };
      const kept = userText('What was written so far is kept in {0}.', draftPath);
      return { outcome: 'failed', error: { ...error, kept }, draftPath };
    } catch (failure) {
      this.#logger.error('The draft of a failed run could not be kept', failure);
      return { outcome: 'failed', error };
    }
  }

  async #release(lock: RunLock): Promise<void> {
    await lock
      .release()
      .catch((error: unknown) => this.#logger.warn('A run could not be let go of', error));
  }

  async #settle(
    journal: RunJournal,
    record: Parameters<RunRecords['write']>[0] | undefined,
  ): Promise<void> {
    try {
      await journal.flush();
      if (record) await this.#records.write(record);
    } catch (error) {
      this.#logger.error('The record of a run could not be written', error);
      this.#notify(
        userText(
          'The end of a run could not be saved. Check free space and rights of the storage folder; at its next start Caravan offers to resume the run. {0}',
          error instanceof Error ? error.message : String(error),
        ),
      );
    }
  }
}

/** A new id for a run or message. */
export function createId(): string {
  return randomUUID();
}

function startEvent(request: RunRequest, resumed: boolean): NodeEvent {
  const { conversationId, task, mode } = request;
  return { type: 'run-start', conversationId, task, mode, resumed };
}

function stopReason(): CaravanError {
  return new CaravanError('cancelled', {
    text: userText('Stopped.'),
    kept: userText('Nothing was written.'),
  });
}

function shutDownReason(): CaravanError {
  return new CaravanError('shut-down', {
    text: userText('Caravan is shutting down.'),
    next: userText('Reload the window to go on.'),
  });
}
