import { Agent, request, type IncomingMessage } from 'node:http';
import { chatBody, type Peer, type PeerOptions } from './peer.ts';

interface Line {
  readonly message: { readonly content: string };
}

/** What one writes by hand on node:http, with a keep-alive agent. */
export function connect(url: string, { atOnce }: PeerOptions): Peer {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce + 2 });
  const post = (model: string, stream: boolean, signal?: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', agent, headers, ...(signal && { signal }) };
      const sent = request(`${url}/api/chat`, options, (response) => {
        if (response.statusCode === 200) return resolve(response);
        void collect(response).then((text) => reject(new Error(text)), reject);
      });
      sent.on('error', reject);
      sent.end(chatBody(model, stream));
    });
  const follow = (response: IncomingMessage, onLine: (line: string) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        try {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) if (line.trim() !== '') onLine(line);
        } catch (error) {
          response.destroy(error as Error);
        }
      });
      response.on('error', reject);
      response.on('close', () => resolve());
      response.on('end', () => {
        if (rest.trim() !== '') resolve(Promise.resolve(rest).then(onLine));
      });
    });
  return {
    stream: async (model, onText, signal) =>
      follow(await post(model, true, signal), (line) => onText(textOf(line))),
    call: async (model, signal) => textOf(await collect(await post(model, false, signal))),
    leave: async (model, isEnough) => {
      const response = await post(model, true);
      await follow(response, (line) => {
        if (isEnough(textOf(line))) response.destroy();
      });
    },
  };
}

function textOf(line: string): string {
  return (JSON.parse(line) as Line).message.content;
}

async function collect(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) text += String(part);
  return text;
}
