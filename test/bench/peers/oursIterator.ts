import { messages, type Peer, type PeerOptions } from './peer.ts';
import { connect as connectOurs, createPool } from './ours.ts';

/** Our pool, pieces by `for await`. */
export function connect(url: string, options: PeerOptions): Peer {
  const pool = createPool(url, options);
  return {
    ...connectOurs(url, options),
    stream: async (model, onText, signal) => {
      for await (const event of pool.stream({ model, messages }, { ...(signal && { signal }) })) {
        if (event.type === 'chunk') onText(event.text);
      }
    },
  };
}
