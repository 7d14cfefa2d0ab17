import { onAbort } from './abort.ts';
import type { Disposable } from './disposable.ts';

/** Time as a dependency, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds, monotonic: never jumps with the wall clock or a sleeping laptop's correction. */
  now(): number;
  /** Wall-clock milliseconds since 1970, for showing and storing only. */
  wallNow(): number;
  /** Calls back after the given milliseconds unless disposed first. */
  setTimeout(callback: () => void, milliseconds: number): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Resolves after the given milliseconds; rejects at once with the signal's reason if it aborts. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = clock.setTimeout(() => {
      hook.dispose();
      resolve();
    }, milliseconds);
    const hook = onAbort(signal, () => {
      timer.dispose();
      reject(signal?.reason as Error);
    });
  });
}
