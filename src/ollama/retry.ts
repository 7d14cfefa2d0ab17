import { deriveAbort, onAbort } from '../base/abort.ts';
import { sleep, type Clock } from '../base/clock.ts';
import { CaravanError } from '../base/errors.ts';
import { userText } from '../base/userText.ts';

/** Tries in all, and the bounds of the back-off in milliseconds. */
const limits = { tries: 3, restart: 6, base: 1_000, cap: 30_000 };

/** What trying again takes. */
export interface RetryPorts {
  readonly clock: Clock;
  /** 0 ≤ result < 1, for jitter. */
  readonly random: () => number;
  /** Aborts when the pool closes. */
  readonly closing: AbortSignal;
}

/** What a failed attempt allows. */
export interface RetryPlan {
  readonly again: boolean;
  /** Only a different host may be tried. */
  readonly elsewhereOnly: boolean;
}

const never: RetryPlan = { again: false, elsewhereOnly: false };

/**
 * May a call be tried again? Only what failed before the first token; never 4xx, never Ollama's 500
 * for a bad option, never a time-out of the first token on the same host (it would load again).
 * @param hostWasUp the host answered a moment ago, so a refused connection may be a restart.
 */
export function planRetry(
  errors: readonly CaravanError[],
  tokens: number,
  hostWasUp: boolean,
): RetryPlan {
  const last = errors.at(-1);
  if (!last || tokens > 0) return never;
  const { clock, system, status } = last.data;
  // A server that begins anew refuses connections for a while: that is no try of the call.
  const isRestart = system === 'ECONNREFUSED' && hostWasUp && last.code === 'host-unreachable';
  if (isRestart)
    return errors.length >= limits.restart ? never : { again: true, elsewhereOnly: false };
  if (errors.length >= limits.tries) return never;
  switch (last.code) {
    case 'host-unreachable':
      return { again: true, elsewhereOnly: system === 'ECONNREFUSED' };
    case 'host-not-found':
      return {
        again: system !== 'EAI_AGAIN' || errors.length < 2,
        elsewhereOnly: system !== 'EAI_AGAIN',
      };
    case 'host-timeout':
      return clock === 'total' ? never : { again: true, elsewhereOnly: clock === 'firstByte' };
    case 'host-busy':
      return { again: true, elsewhereOnly: false };
    case 'host-failed':
      // Out of memory or a bad option stays what it is here; another host may be larger.
      if (!last.isRetryable) return { again: last.data['memory'] === true, elsewhereOnly: true };
      return {
        again: typeof status !== 'number' || status >= 502 || errors.length < 2,
        elsewhereOnly: false,
      };
    case 'model-missing':
      return { again: true, elsewhereOnly: true };
    case 'stream-interrupted':
    case 'stream-incomplete':
    case 'stream-stalled':
    case 'protocol-error':
      return { again: last.isRetryable, elsewhereOnly: false };
    default:
      return never;
  }
}

/**
 * Milliseconds to wait before the next try on the same host: what the server asked for, nothing for
 * a stale keep-alive socket, else exponential with full jitter.
 */
export function backoff(errors: readonly CaravanError[], random: () => number): number {
  const last = errors.at(-1);
  const asked = last?.data['retryAfterMs'];
  if (typeof asked === 'number') return asked;
  const isStale = last?.code === 'stream-interrupted' && last.data['slept'] !== true;
  if (errors.length === 1 && isStale) return 0;
  return Math.round(random() * Math.min(limits.cap, limits.base * 2 ** (errors.length - 1)));
}

/**
 * Waits before the next try; rejects at once with the reason of the signal when it aborts, or when
 * the pool closes: no wait outlives it.
 */
export async function pauseBefore(
  milliseconds: number,
  { clock, closing }: RetryPorts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const derived = deriveAbort(signal);
  const hook = onAbort(closing, () => derived.controller.abort(closing.reason));
  try {
    await sleep(clock, milliseconds, derived.signal);
  } finally {
    hook.dispose();
    derived.dispose();
  }
}

/**
 * The last error, with every attempt in its cause, and with what is left of the answer.
 * @param tokens pieces of the answer that had arrived.
 */
export function withAttempts(errors: readonly CaravanError[], tokens = 0): CaravanError {
  const last = errors.at(-1) as CaravanError;
  const kept = tokens > 0 ? userText('What had arrived is kept.') : last.kept;
  if (errors.length === 1 && kept === last.kept) return last;
  const attempts = errors.length;
  return new CaravanError(last.code, {
    text: last.text,
    ...(last.next && { next: last.next }),
    ...(kept && { kept }),
    cause: attempts > 1 ? new AggregateError(errors, `${attempts} attempts failed`) : last.cause,
    isRetryable: last.isRetryable,
    data: { ...last.data, ...(attempts > 1 && { attempts }) },
  });
}
