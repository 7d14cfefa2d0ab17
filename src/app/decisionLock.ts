import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import { writeFailure } from '../workspace/writeFailure.ts';
import type { RunLocks } from './runLock.ts';

/** Lets one window at a time write, change or take back what a run proposed. */
export class DecisionLock {
  readonly #locks: Pick<RunLocks, 'claim'>;
  readonly #mine = new Set<string>();

  /** @param locks of the decisions, not of the runs: a run may go on when its changes are decided on. */
  constructor(locks: Pick<RunLocks, 'claim'>) {
    this.#locks = locks;
  }

  /**
   * Runs work that no other window, and no other work of this one, may do for that run meanwhile.
   * @throws CaravanError `state-busy` when another one does; else what the work throws.
   */
  async during<T>(runId: string, work: () => Promise<T>): Promise<T> {
    if (this.#mine.has(runId)) throw busy();
    this.#mine.add(runId);
    try {
      const lock = await this.#locks.claim(runId).catch((error: unknown) => {
        if (error instanceof CaravanError && error.code === 'state-busy') throw busy();
        throw writeFailure(error, userText('Nothing was written.'));
      });
      try {
        return await work();
      } finally {
        // What was done is done; a lock that cannot be removed ages, and counts as gone then.
        await lock.release().catch(() => undefined);
      }
    } finally {
      this.#mine.delete(runId);
    }
  }
}

function busy(): CaravanError {
  return new CaravanError('state-busy', {
    text: userText('These changes are being written already, here or in another window.'),
    next: userText('Wait a moment, then look at what they have become.'),
  });
}
