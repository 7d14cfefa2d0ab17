import { OpenAI } from 'openai';
import { messages, type Peer } from './peer.ts';

export function connect(url: string): Peer {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const begin = (model: string, signal?: AbortSignal) =>
    client.chat.completions.create(
      { model, messages, stream: true },
      { ...(signal && { signal }) },
    );
  return {
    stream: async (model, onText, signal) => {
      for await (const part of await begin(model, signal)) {
        onText(part.choices[0]?.delta.content ?? '');
      }
    },
    call: async (model, signal) => {
      const answer = await client.chat.completions.create(
        { model, messages },
        { ...(signal && { signal }) },
      );
      return answer.choices[0]?.message.content ?? '';
    },
    leave: async (model, isEnough) => {
      for await (const part of await begin(model)) {
        if (isEnough(part.choices[0]?.delta.content ?? '')) break;
      }
    },
  };
}
