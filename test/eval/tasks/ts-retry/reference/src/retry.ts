/** Calls the action until it succeeds, at most `attempts` times. */
export async function retry<T>(action: () => Promise<T>, attempts: number): Promise<T> {
  if (attempts < 1) throw new RangeError('at least one attempt is needed');
  let lastError: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await action();
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}
