import { ChatOllama } from '@langchain/ollama';
import { messages, type Peer } from './peer.ts';

export function connect(url: string): Peer {
  const client = (model: string): ChatOllama =>
    new ChatOllama({ baseUrl: url, model, maxRetries: 0 });
  return {
    stream: async (model, onText, signal) => {
      const parts = await client(model).stream(messages, { ...(signal && { signal }) });
      for await (const part of parts) onText(String(part.content));
    },
    call: async (model, signal) =>
      String((await client(model).invoke(messages, { ...(signal && { signal }) })).content),
    leave: async (model, isEnough) => {
      for await (const part of await client(model).stream(messages)) {
        if (isEnough(String(part.content))) break;
      }
    },
  };
}
