import { generateText, streamText } from 'ai';
import { createOllama } from 'ai-sdk-ollama';
import { messages, type Peer } from './peer.ts';

export function connect(url: string): Peer {
  const provider = createOllama({ baseURL: url });
  const options = (model: string, abortSignal: AbortSignal | undefined) => ({
    model: provider(model),
    messages,
    maxRetries: 0,
    ...(abortSignal && { abortSignal }),
  });
  return {
    stream: async (model, onText, signal) => {
      let failure: unknown;
      const { textStream } = streamText({
        ...options(model, signal),
        onError: ({ error }) => {
          failure = error;
        },
      });
      for await (const text of textStream) onText(text);
      if (failure !== undefined) throw failure as Error;
    },
    call: async (model, signal) => (await generateText(options(model, signal))).text,
    leave: async (model, isEnough) => {
      const { textStream } = streamText({ ...options(model, undefined), onError: () => undefined });
      for await (const text of textStream) if (isEnough(text)) break;
    },
  };
}
