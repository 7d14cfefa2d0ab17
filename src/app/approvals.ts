import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';
import type { RunEvent } from '../workflow/events.ts';
import { editPlan } from '../workflow/editPlan.ts';
import type { InterruptAnswer, RunInterrupt } from '../workflow/interrupts.ts';
import type { StartedRun } from './caravan.ts';
import type { RunManager } from './runManager.ts';

interface OpenQuestion {
  readonly interrupt: RunInterrupt;
  readonly resolve: (answer: InterruptAnswer) => void;
}

/** Where runs wait for the user's word: no timer runs meanwhile and no permit is held. */
export class Approvals {
  readonly #runs: Pick<RunManager, 'activeRuns' | 'readItem'>;
  readonly #resume: (runId: string) => Promise<StartedRun>;
  readonly #open = new Map<string, OpenQuestion>();
  /** Answers to questions of an earlier process, until the resumed run asks again. */
  readonly #given = new Map<string, { readonly id: string; readonly answer: InterruptAnswer }>();

  /** @param resume goes on with an interrupted run. @throws when it ended or goes on elsewhere. */
  constructor(
    runs: Pick<RunManager, 'activeRuns' | 'readItem'>,
    resume: (runId: string) => Promise<StartedRun>,
  ) {
    this.#runs = runs;
    this.#resume = resume;
  }

  /** The user's word, however long it takes. Rejects with the signal's reason when aborted. */
  async ask(runId: string, interrupt: RunInterrupt, signal: AbortSignal): Promise<InterruptAnswer> {
    signal.throwIfAborted();
    const given = this.#given.get(runId);
    this.#given.delete(runId);
    if (given?.id === interrupt.id) return given.answer;
    const { promise, resolve, reject } = Promise.withResolvers<InterruptAnswer>();
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    this.#open.set(runId, { interrupt, resolve });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#open.delete(runId);
    }
  }

  /**
   * Answers what a run asks. A run that a restart cut off while it waited goes on with the answer.
   * @throws CaravanError `invalid-argument` when the question is no longer open, with the reason, or
   * when the answer cannot be taken; the question is then still open.
   */
  async answer(
    runId: string,
    interruptId: string,
    answer: InterruptAnswer,
  ): Promise<StartedRun | undefined> {
    const open = this.#open.get(runId);
    if (open?.interrupt.id === interruptId) {
      check(open.interrupt, answer);
      open.resolve(answer);
      return undefined;
    }
    if (open || this.#runs.activeRuns.includes(runId)) throw expired();
    const waiting = openInterrupt((await this.#runs.readItem(runId)).events);
    if (waiting?.id !== interruptId) throw expired();
    check(waiting, answer);
    this.#given.set(runId, { id: interruptId, answer });
    try {
      const run = await this.#resumeOrExpire(runId);
      void run.finished.then(() => this.#given.delete(runId));
      return run;
    } catch (error) {
      this.#given.delete(runId);
      throw error;
    }
  }

  async #resumeOrExpire(runId: string): Promise<StartedRun> {
    try {
      return await this.#resume(runId);
    } catch (error) {
      if (error instanceof CaravanError && error.code === 'invalid-argument') throw expired(error);
      throw error;
    }
  }
}

/** The last question of a run that has no answer in its events. */
export function openInterrupt(events: readonly RunEvent[]): RunInterrupt | undefined {
  const last = events.findLast(
    (event) => event.type === 'interrupt' || event.type === 'interrupt-end',
  );
  return last?.type === 'interrupt' ? last.interrupt : undefined;
}

function check(interrupt: RunInterrupt, answer: InterruptAnswer): void {
  if (answer.decision === 'approve' && answer.plan) editPlan(interrupt.plan, answer.plan);
}

function expired(cause?: unknown): CaravanError {
  return new CaravanError('invalid-argument', {
    text: userText('This question is no longer open.'),
    next: userText(
      'The run was stopped or dismissed, or the question was answered in another window.',
    ),
    kept: userText('Your files are as they were.'),
    cause,
  });
}
