import { ChatOllama } from '@langchain/ollama';
import { messages, type Peer } from './peer.ts';

export function connect(url: string): Peer {
  const client = (model: string): ChatOllama =>
    new ChatOllama({ baseUrl: url, model, maxRetries: 0 });
  return {
    stream: async (model, onText, signal) => {
      const parts = await client(model).stream(messages, { ...(signal && { signal }) });
      for await (const part of parts) onText(part.text);
    },
    call: async (model, signal) =>
      (await client(model).invoke(messages, { ...(signal && { signal }) })).text,
    leave: async (model, isEnough) => {
      for await (const part of await client(model).stream(messages)) {
        if (isEnough(part.text)) break;
      }
    },
  };
}
