import path from 'node:path';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import { userText } from '../base/userText.ts';
import { forgetHistory } from '../workflow/checkpoints/history.ts';
import type { EarlierRun, EndedNode } from '../workflow/ports.ts';
import type { RunRequest } from '../workflow/run.ts';
import { notKept, readRunPoints, type RunPoint } from '../workflow/runPoints.ts';
import type { Caravan, StartedRun } from './caravan.ts';
import type { PastNode, RunAgainOptions } from './pastRun.ts';
import { unknownRun, type PastRuns } from './pastRuns.ts';
import { createId, type RunManager } from './runManager.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';
import type { StorageLayout } from './storage.ts';

/** Newest runs whose states are kept to go on from; those of older ones are removed. */
const keptHistories = 20;

interface RunsAgainDeps {
  readonly fileSystem: FileSystem;
  readonly layout: StorageLayout;
  readonly records: RunRecords;
  readonly runs: RunManager;
  readonly past: PastRuns;
  /** The open folder. */
  readonly folder: () => string | undefined;
}

/** Makes new runs of past ones, from the state before one of their nodes. */
export class RunsAgain {
  readonly #deps: RunsAgainDeps;

  constructor(deps: RunsAgainDeps) {
    this.#deps = deps;
  }

  /** The nodes to go on from, with what was told of them. @throws CaravanError as {@link request}. */
  async nodes(runId: string): Promise<readonly PastNode[]> {
    await this.#readable(runId);
    const ended = await this.#ended(runId);
    return (await this.#points(runId)).map((point) => {
      const told = ended.findLast(
        ({ node, attempt }) => node === point.node && attempt === point.attempt,
      );
      return { ...point, ...(told && { summary: told.summary, elapsedMs: told.elapsedMs }) };
    });
  }

  /**
   * What a new run is asked to do.
   * @throws CaravanError `invalid-argument`, `state-busy` while the run goes on, `state-corrupt`.
   */
  async request(runId: string, point: string, { model }: RunAgainOptions): Promise<RunRequest> {
    const { request } = await this.#readable(runId);
    requireFolderOf(request, this.#deps.folder());
    if (!(await this.#points(runId)).some(({ id }) => id === point)) throw notKept();
    const again = { runId, point, ...(model !== undefined && { model }) };
    return { ...request, runId: createId(), again };
  }

  /** What a run takes over from the one it goes on from; undefined when it starts from nothing. */
  async earlier({ again }: RunRequest): Promise<EarlierRun | undefined> {
    if (!again) return undefined;
    const { layout } = this.#deps;
    return {
      checkpointFolder: layout.checkpoint(again.runId),
      ended: await this.#ended(again.runId),
    };
  }

  /** Removes the states of all but the newest runs that have ended. */
  async forgetOld(): Promise<void> {
    const { records, fileSystem, layout } = this.#deps;
    const ended = (await records.all()).filter(({ record }) => record.status === 'ended');
    // Each run that ends makes one too many; a few more settle what a crash left.
    for (const { record } of ended.slice(keptHistories, 2 * keptHistories)) {
      await forgetHistory(fileSystem, layout.checkpoint(record.request.runId));
    }
  }

  /** The record of a run that nobody works on. */
  async #readable(runId: string): Promise<RunRecord> {
    const { outcome } = await this.#deps.past.get(runId);
    const record = await this.#deps.records.read(runId);
    if (!record) throw unknownRun();
    if (outcome === 'running') throw stillRunning();
    return record;
  }

  #points(runId: string): Promise<readonly RunPoint[]> {
    return readRunPoints(this.#deps.fileSystem, this.#deps.layout.checkpoint(runId));
  }

  async #ended(runId: string): Promise<readonly EndedNode[]> {
    const { events } = await this.#deps.runs.readItem(runId);
    return events.flatMap((event): EndedNode[] => {
      if (event.type !== 'node-end' || event.outcome !== 'done') return [];
      const { type, node, attempt, outcome, elapsedMs, summary, result } = event;
      return [{ type, node, attempt, outcome, elapsedMs, summary, ...(result && { result }) }];
    });
  }
}

/**
 * Makes sure that a run goes on in the folder it was started in: a window may have several.
 * @throws CaravanError `invalid-argument` naming that folder.
 */
export function requireFolderOf({ folder }: RunRequest, open: string | undefined): void {
  if (folder !== undefined && folder !== (open && path.resolve(open))) throw otherFolder(folder);
}

/** What the core offers about past runs. @param start starts the run that is asked for. */
export function createRunDesk(
  past: PastRuns,
  again: RunsAgain,
  start: (request: () => Promise<RunRequest>) => Promise<StartedRun>,
): Pick<Caravan, 'listRuns' | 'exportRun' | 'runNodes' | 'runAgain'> {
  return {
    listRuns: () => past.list(),
    exportRun: (runId) => past.export(runId),
    runNodes: (runId) => again.nodes(runId),
    runAgain: (runId, point, options = {}) => start(() => again.request(runId, point, options)),
  };
}

function stillRunning(): CaravanError {
  return new CaravanError('state-busy', {
    text: userText('This run is still going on, here or in another window.'),
    next: userText('Stop it, or wait until it has ended.'),
  });
}

function otherFolder(folder: string): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('This run worked in another folder: {0}', folder),
    next: userText('Open that folder and try again.'),
  });
}
