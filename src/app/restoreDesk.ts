import type { Clock } from '../base/clock.ts';
import { CaravanError } from '../base/errors.ts';
import type { FileSystem } from '../base/fileSystem.ts';
import type { Logger } from '../base/logger.ts';
import { userText, type UserText } from '../base/userText.ts';
import type { PutBackDeps } from '../workspace/putBack.ts';
import { recoverWrites } from '../workspace/recoverWrites.ts';
import {
  previewRestore,
  restoreFiles,
  type RestorableFile,
  type RestoreResult,
} from '../workspace/restoreFiles.ts';
import type { RestorePoint } from '../workspace/restorePoint.ts';
import { RestorePointStore } from '../workspace/restorePointStore.ts';
import { Transactions } from '../workspace/transactions.ts';
import type { WorkspaceWriter, WritePolicy } from '../workspace/types.ts';
import { DecisionLock } from './decisionLock.ts';
import { RunLocks } from './runLock.ts';
import type { ProcessOwner } from './runRecords.ts';
import type { StorageLayout } from './storage.ts';

/** What the desk needs. */
export interface RestoreDeskDeps {
  readonly fileSystem: FileSystem;
  readonly layout: StorageLayout;
  readonly writer: WorkspaceWriter;
  readonly policy: WritePolicy;
  readonly owner: ProcessOwner;
  readonly clock: Clock;
  /** Tells this process from others, see `RunLocks`. */
  readonly instance: string;
  readonly logger: Logger;
  readonly isActive: (runId: string) => boolean;
  readonly notify: (text: UserText) => void;
}

/** The way back from what runs wrote: restore points, and what a crash cut off while writing. */
export class RestoreDesk {
  readonly transactions: Transactions;
  /** Held by whoever decides about the changes of a run. */
  readonly lock: DecisionLock;
  readonly #deps: RestoreDeskDeps;
  readonly #base: PutBackDeps;
  #recovery: Promise<void> | undefined;

  constructor(deps: RestoreDeskDeps) {
    const { fileSystem, layout, writer, policy, clock, logger, owner, isActive } = deps;
    const wallNow = (): number => clock.wallNow();
    const folder = layout.restorePoints;
    const store = new RestorePointStore({ fileSystem, folder, wallNow, onNotice: deps.notify });
    this.#deps = deps;
    this.#base = { fileSystem, store, writer, policy };
    const locks = new RunLocks(fileSystem, layout.decisions, owner, deps.instance, clock);
    this.lock = new DecisionLock(locks);
    this.transactions = new Transactions({
      ...this.#base,
      pid: owner.pid,
      wallNow,
      logger,
      isActive,
    });
  }

  /**
   * Settles, once, what earlier processes left half written, and says what it did. `onWritten` is
   * called for each set that turned out to be whole.
   */
  recover(onWritten: (point: RestorePoint) => Promise<void>): Promise<void> {
    this.#recovery ??= this.#recover(onWritten).catch((error: unknown) => {
      this.#recovery = undefined;
      throw error;
    });
    return this.#recovery;
  }

  /** Restore points, newest first. */
  async list(): Promise<readonly RestorePoint[]> {
    return (await this.#base.store.list()).filter(({ state }) => state === 'written');
  }

  /** True when files of that proposal were written and not merely begun. */
  async isWritten(proposalId: string): Promise<boolean> {
    return (await this.list()).some((point) => point.proposalId === proposalId);
  }

  /** @throws CaravanError `invalid-argument` when there is no such restore point. */
  async preview(id: string): Promise<readonly RestorableFile[]> {
    return previewRestore(this.#base, await this.#get(id));
  }

  /** @throws CaravanError `invalid-argument`, `state-busy`, or as {@link restoreFiles}. */
  async restore(id: string, paths?: readonly string[]): Promise<RestoreResult> {
    const deps = { ...this.#base, transactions: this.transactions };
    const point = await this.#get(id);
    return this.lock.during(point.runId, () => restoreFiles(deps, point, paths));
  }

  /** The restore point when all its files are as they were before it, so that it has no effect left. */
  async undone(id: string): Promise<RestorePoint | undefined> {
    const point = await this.#get(id);
    const files = await previewRestore(this.#base, point);
    return files.every(({ status }) => status === 'same') ? point : undefined;
  }

  async #recover(onWritten: (point: RestorePoint) => Promise<void>): Promise<void> {
    const { owner, clock, notify, logger } = this.#deps;
    const wallNow = (): number => clock.wallNow();
    const { transactions } = this;
    const deps = { ...this.#base, transactions, owner, wallNow, onWritten };
    const { completed, takenBack, failed, notices } = await recoverWrites(deps);
    for (const { id } of completed) logger.info(`${id} had been written whole`);
    for (const { id } of takenBack) logger.warn(`${id} was cut off and taken back`);
    for (const { id } of failed) logger.error(`${id} was cut off and could not be settled`);
    notices.forEach(notify);
  }

  async #get(id: string): Promise<RestorePoint> {
    const point = (await this.list()).find((candidate) => candidate.id === id);
    if (point) return point;
    throw new CaravanError('invalid-argument', {
      text: userText('This restore point is no longer there.'),
    });
  }
}
