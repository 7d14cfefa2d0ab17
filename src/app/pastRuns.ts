import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { RunOutcome } from '../workflow/events.ts';
import type { CallLog } from './callLog.ts';
import type { PastRun } from './pastRun.ts';
import type { RunManager } from './runManager.ts';
import type { RunHolder, RunRecord, RunRecords } from './runRecords.ts';
import { summarizeRun } from './runSummary.ts';

const format = 'caravan-run';

/** The runs of a storage folder as a list, newest first. */
export class PastRuns {
  readonly #records: RunRecords;
  readonly #runs: RunManager;
  readonly #calls: CallLog;
  readonly #hasConversation: (id: string) => Promise<boolean>;

  constructor(deps: {
    readonly records: RunRecords;
    readonly runs: RunManager;
    readonly calls: CallLog;
    readonly hasConversation: (id: string) => Promise<boolean>;
  }) {
    this.#records = deps.records;
    this.#runs = deps.runs;
    this.#calls = deps.calls;
    this.#hasConversation = deps.hasConversation;
  }

  /** Those of conversations that were deleted are gone with them. */
  async list(): Promise<readonly PastRun[]> {
    const found = await Promise.all(
      (await this.#records.all()).map(async ({ record, holder }) =>
        (await this.#hasConversation(record.request.conversationId))
          ? this.#describe(record, holder)
          : undefined,
      ),
    );
    return found.filter((run) => run !== undefined);
  }

  /** @throws CaravanError `invalid-argument` when there is no such run. */
  async get(runId: string): Promise<PastRun> {
    const found = (await this.list()).find((run) => run.runId === runId);
    if (found) return found;
    throw unknownRun();
  }

  /** The record of a run as the text of a JSON file: figures, events, texts and model calls. */
  async export(runId: string): Promise<string> {
    const run = await this.get(runId);
    const { events, texts } = await this.#runs.readItem(runId);
    const calls = (await this.#calls.withRuns([runId])).filter((call) => call.runId === runId);
    return `${JSON.stringify({ format, version: 1, run, events, texts, calls }, null, 2)}\n`;
  }

  async #describe(record: RunRecord, holder: RunHolder): Promise<PastRun> {
    const { request, startedAt, status } = record;
    const summary =
      (status === 'ended' ? record.summary : undefined) ??
      summarizeRun((await this.#runs.readItem(request.runId)).events);
    const { runId, conversationId, task, mode, folder, model } = request;
    return {
      runId,
      conversationId,
      task,
      mode,
      ...(folder !== undefined && { folder }),
      model: summary.model ?? model,
      startedAt,
      outcome: outcomeOf(status, holder, summary.outcome),
      elapsedMs: summary.elapsedMs,
      usage: summary.usage,
    };
  }
}

/** Says that there is nothing to be had of a run. */
export function unknownRun(): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('There is no record of this run, or it cannot be read.'),
    next: userText('Choose another run, or start the task again.'),
  });
}

function outcomeOf(
  status: RunRecord['status'],
  holder: RunHolder,
  outcome: RunOutcome | undefined,
): PastRun['outcome'] {
  if (status === 'ended') return outcome ?? 'cancelled';
  return holder === 'nobody' ? 'interrupted' : 'running';
}
