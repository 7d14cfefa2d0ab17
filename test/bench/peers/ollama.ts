import { Ollama } from 'ollama';
import { messages, type Peer, type PeerOptions } from './peer.ts';

export function connect(url: string, { numPredict }: PeerOptions): Peer {
  const options = { ...(numPredict && { num_predict: numPredict }) };
  const client = new Ollama({ host: url });
  // The package takes no signal; this is all it offers instead.
  const onAbort = (signal: AbortSignal | undefined): void =>
    signal?.addEventListener('abort', () => client.abort(), { once: true });
  return {
    stream: async (model, onText, signal) => {
      onAbort(signal);
      for await (const part of await client.chat({ model, messages, options, stream: true })) {
        onText(part.message.content);
      }
    },
    call: async (model, signal) => {
      onAbort(signal);
      return (await client.chat({ model, messages, options, stream: false })).message.content;
    },
    leave: async (model, isEnough) => {
      for await (const part of await client.chat({ model, messages, options, stream: true })) {
        if (isEnough(part.message.content)) break;
      }
    },
  };
}
