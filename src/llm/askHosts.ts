import { deriveAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';

/** What one host said. */
export interface HostAnswer<T> {
  readonly url: string;
  readonly value: T;
}

/** Milliseconds for which the other hosts are waited for once one has answered. */
const laggardTime = 1_000;

/**
 * Asks all hosts at once and gives what they say, in their order. One that is slow or gone holds
 * nobody up: it is left out a second after the first answer. Rejects with the first host's failure
 * when none answers, and with the signal's reason.
 */
export async function askHosts<T>(
  urls: readonly string[],
  ask: (url: string, signal: AbortSignal) => Promise<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly HostAnswer<T>[]> {
  const derived = deriveAbort(signal);
  const answers: (HostAnswer<T> | undefined)[] = urls.map(() => undefined);
  const failures: unknown[] = [];
  let timer: Disposable | undefined;
  try {
    await new Promise<void>((resolve) => {
      let open = urls.length;
      const settled = (): void => void (--open === 0 && resolve());
      for (const [index, url] of urls.entries()) {
        ask(url, derived.signal).then(
          (value) => {
            answers[index] = { url, value };
            timer ??= clock.setTimeout(resolve, laggardTime);
            settled();
          },
          (error: unknown) => {
            failures[index] = error;
            settled();
          },
        );
      }
      if (open === 0) resolve();
    });
  } finally {
    timer?.dispose();
    derived.controller.abort();
    derived.dispose();
  }
  signal.throwIfAborted();
  const said = answers.filter((answer) => answer !== undefined);
  if (said.length === 0 && urls.length > 0) throw failures[0];
  return said;
}
