import { CaravanError } from '../base/errors.ts';
import { backoff, pauseBefore, withAttempts, type RetryPorts } from './retry.ts';

/** Failures in a row, without anything new in between, that end a download. */
const patience = 5;

/**
 * Runs something the server resumes by itself, such as a pull, until it is through: again after a
 * cut, as long as there is progress between the cuts.
 * @param attempt one try; calls `onProgress` when something new has arrived.
 */
export async function resumed(
  attempt: (onProgress: () => void) => Promise<void>,
  ports: RetryPorts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const errors: CaravanError[] = [];
  for (;;) {
    try {
      return await attempt(() => errors.splice(0));
    } catch (error) {
      if (signal?.aborted || !(error instanceof CaravanError) || !error.isRetryable) throw error;
      errors.push(error);
      if (errors.length === patience) throw withAttempts(errors);
    }
    await pauseBefore(backoff(errors, ports.random), ports, signal);
  }
}
