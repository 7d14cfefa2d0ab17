import Pool from 'undici/lib/dispatcher/pool.js';
import { chatBody, type Peer, type PeerOptions } from './peer.ts';

/** Raw undici: bytes counted and dropped. Nothing built on undici can be cheaper. */
export function connect(url: string, { atOnce }: PeerOptions): Peer {
  const pool = new Pool(url, {
    connections: 2 * atOnce + 2,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const send = (model: string, stream: boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      let bytes = 0;
      pool.dispatch(
        {
          method: 'POST',
          path: '/api/chat',
          headers: { 'content-type': 'application/json' },
          body: chatBody(model, stream),
        },
        {
          onRequestStart: () => undefined,
          onResponseStart: () => undefined,
          onResponseData: (_controller, chunk) => {
            bytes += chunk.length;
          },
          onResponseEnd: () => resolve(bytes),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  return {
    stream: async (model) => {
      await send(model, true);
    },
    call: async (model) => String(await send(model, false)),
    leave: () => Promise.reject(new Error('The floor has no loop')),
  };
}
