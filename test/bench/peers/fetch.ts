import { chatBody, type Peer } from './peer.ts';

interface Line {
  readonly message: { readonly content: string };
}

/** What one writes by hand: global fetch, TextDecoder, split at line feeds, JSON.parse. */
export function connect(url: string): Peer {
  const post = async (model: string, stream: boolean, signal?: AbortSignal): Promise<Response> => {
    const response = await fetch(`${url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chatBody(model, stream),
      ...(signal && { signal }),
    });
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  return {
    stream: async (model, onText, signal) => {
      for await (const line of linesOf(await post(model, true, signal))) onText(textOf(line));
    },
    call: async (model, signal) =>
      ((await (await post(model, false, signal)).json()) as Line).message.content,
    leave: async (model, isEnough) => {
      for await (const line of linesOf(await post(model, true))) if (isEnough(textOf(line))) break;
    },
  };
}

function textOf(line: string): string {
  return (JSON.parse(line) as Line).message.content;
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}
