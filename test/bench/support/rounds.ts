/** What the medians of the contract need at least. */
export const fullRounds = 7;

/**
 * Measures every peer once a round, in an order that runs backwards in every other round and turns
 * after two: what disturbs the machine for a while disturbs all of them, and none always
 * finds what the same one before it left in the server's caches.
 */
export async function interleave<K extends string, T>(
  rounds: number,
  peers: readonly K[],
  measure: (peer: K, round: number) => Promise<T>,
): Promise<Record<K, T[]>> {
  const results = Object.fromEntries(peers.map((peer) => [peer, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < peers.length; turn++) {
      const step = round % 2 === 0 ? turn : peers.length - 1 - turn;
      const peer = peers[(step + Math.floor(round / 2)) % peers.length] as K;
      results[peer].push(await measure(peer, round));
    }
  }
  return results;
}
