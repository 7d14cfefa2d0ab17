import { messages, type Peer, type PeerOptions } from './peer.ts';
import { connect as connectOurs, createPool } from './ours.ts';

/** Our pool, whole answers: through lanes and permits, streamed inside, recorded. */
export function connect(url: string, options: PeerOptions): Peer {
  const pool = createPool(url, options);
  return {
    ...connectOurs(url, options),
    call: async (model, signal) =>
      (await pool.generate({ model, messages }, { ...(signal && { signal }) })).text,
  };
}
