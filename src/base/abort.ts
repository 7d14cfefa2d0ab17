import type { Disposable } from './disposable.ts';

/** A controller that follows a parent signal. Dispose it, or the parent keeps a listener. */
export interface DerivedAbort extends Disposable {
  readonly controller: AbortController;
  readonly signal: AbortSignal;
}

/** Makes a controller that aborts with its parent but can also abort alone. */
export function deriveAbort(parent?: AbortSignal): DerivedAbort {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    controller,
    signal: controller.signal,
    dispose: () => parent?.removeEventListener('abort', follow),
  };
}

/** Runs `onAbort` when the signal aborts (at once if it already has), until disposed. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): Disposable {
  if (!signal) return { dispose: () => undefined };
  if (signal.aborted) {
    listener();
    return { dispose: () => undefined };
  }
  signal.addEventListener('abort', listener, { once: true });
  return { dispose: () => signal.removeEventListener('abort', listener) };
}

/** Settles with the promise, or rejects with the signal's reason as soon as it aborts. */
export async function raceAbort<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let hook: Disposable | undefined;
  const aborted = new Promise<never>((_, reject) => {
    hook = onAbort(signal, () => reject(signal.reason as Error));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    hook?.dispose();
  }
}

/** True for the error an `AbortSignal` rejects with, also behind `cause`. */
export function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
