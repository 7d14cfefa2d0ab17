import { systemClock, type Clock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { OllamaPool } from '../../../src/ollama/ollamaPool.ts';
import type { ChatRequest } from '../../../src/ollama/wire.ts';
import { messages, type Peer, type PeerOptions } from './peer.ts';

/** Our pool as its callers use it: pieces by callback. */
export function connect(url: string, options: PeerOptions): Peer {
  const pool = createPool(url, options);
  const request = (model: string): ChatRequest => ({
    model,
    messages,
    ...(options.numPredict && { options: { num_predict: options.numPredict } }),
  });
  return {
    stream: async (model, onText, signal) => {
      await pool.chat(request(model), {
        ...(signal && { signal }),
        onChunks: (chunks) => {
          for (const chunk of chunks) onText(chunk.text);
        },
      });
    },
    call: async (model, signal) => {
      const reply = await pool.post<{ readonly message: { readonly content: string } }>(
        '/api/chat',
        { ...request(model), stream: false },
        { ...(signal && { signal }) },
      );
      return reply.message.content;
    },
    leave: async (model, isEnough) => {
      for await (const event of pool.stream(request(model))) {
        if (event.type === 'chunk' && isEnough(event.text)) break;
      }
    },
  };
}

/** The timeouts a user has by default, except that nothing here waits for a model to load. */
export const timeouts = { connect: 5_000, firstByte: 600_000, idle: 60_000, total: 0 };

export function createPool(url: string, options: PeerOptions): OllamaPool {
  const { atOnce, ca, allowH2, timeScale = 1 } = options;
  return new OllamaPool(
    {
      hosts: [{ url, ...(ca && { ca }), ...(allowH2 !== undefined && { allowH2 }) }],
      permits: atOnce,
      timeouts,
    },
    { clock: timeScale === 1 ? systemClock : scaledClock(timeScale), logger: silentLogger },
  );
}

/** For a process whose global setTimeout runs faster: its `now` has to keep pace. */
function scaledClock(timeScale: number): Clock {
  return { ...systemClock, now: () => performance.now() * timeScale };
}
