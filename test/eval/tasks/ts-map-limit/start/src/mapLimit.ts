/** Maps items with an async function, at most `limit` at a time; results keep the order. */
export async function mapLimit<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < items.length) {
      const item = items[next++] as T;
      results.push(await work(item));
    }
  }
  await Promise.all(items.map(worker));
  return results;
}
