import { raceAbort } from '../base/abort.ts';

interface Running<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  askers: number;
}

/** A question that all who ask it while it is under way share; given up when nobody waits for it. */
export class SharedQuestion<T> {
  #running: Running<T> | undefined;

  /** Rejects with the signal's reason as soon as it aborts: the others go on waiting. */
  async ask(
    signal: AbortSignal | undefined,
    begin: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const running = (this.#running ??= this.#begin(begin));
    running.askers++;
    try {
      return await raceAbort(running.answer, signal);
    } finally {
      running.askers--;
      if (running.askers === 0 && this.#running === running) {
        this.#running = undefined;
        running.controller.abort();
      }
    }
  }

  #begin(begin: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const running = { answer: begin(controller.signal), controller, askers: 0 };
    const forget = (): void => {
      if (this.#running === running) this.#running = undefined;
    };
    running.answer.then(forget, forget);
    return running;
  }
}
