/** What the medians of the contract need at least. */
export const fullRounds = 7;

/**
 * Measures every peer once a round, in an order that turns with the round: what disturbs the
 * machine for a while disturbs all of them.
 */
export async function interleave<K extends string, T>(
  rounds: number,
  peers: readonly K[],
  measure: (peer: K, round: number) => Promise<T>,
): Promise<Record<K, T[]>> {
  const results = Object.fromEntries(peers.map((peer) => [peer, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < peers.length; turn++) {
      const peer = peers[(turn + round) % peers.length] as K;
      results[peer].push(await measure(peer, round));
    }
  }
  return results;
}
