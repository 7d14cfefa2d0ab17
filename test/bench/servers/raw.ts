// A model server over raw sockets, cheap enough not to be the bottleneck. What it answers is in
// the name of the model: see `answer`. Run as a process of its own; listens on a free port. With
// PEM of a key and a certificate as arguments it speaks TLS.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { sharedMicros } from '../support/cpu.ts';
import {
  chatEvent,
  chatLine,
  chunk,
  doneLine,
  lastChunk,
  lastEvents,
  wholeAnswer,
  wholeCompletion,
} from './answers.ts';

/** What became of a request, in microseconds of the shared clock; 0 = not yet. */
export interface SeenRequest {
  readonly arrivedAt: number;
  closedAt: number;
}

const seen = new Map<string, SeenRequest>();
let connections = 0;

interface Asked {
  readonly model: string;
  readonly stream: boolean;
  /** Spoken as an OpenAI-compatible server. */
  readonly openai: boolean;
}

const streamHead = (openai: boolean): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${openai ? 'text/event-stream' : 'application/x-ndjson'}\r\n` +
  'Transfer-Encoding: chunked\r\n\r\n';

function whole(body: string): string {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n';
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/**
 * flood:N    N tokens as fast as the socket takes them
 * small:MS   one token after so many milliseconds
 * paced:R:S  R tokens a second for S seconds, each the time it was sent
 * drip…      a token every 10 ms for ever
 * mute…      nothing at all
 */
function answer(socket: Socket, asked: Asked): void {
  const [kind, first, second] = asked.model.split(/[:#]/);
  if (kind === 'flood') socket.write(flood(Number(first), asked));
  else if (kind === 'small') small(socket, Number(first ?? 0), asked);
  else if (kind === 'paced') pace(socket, asked, Number(first), Number(second));
  else if (kind === 'drip') pace(socket, asked, 100, Infinity);
}

/** Tokens as code has them: one in seven needs an escape in JSON. */
const words = [
  ...[' token', 'const', ' total', ' =', ' items', '.', 'map', '((', 'item', ')', ' =>'],
  ...[' item', '.price', ');', '\n', ' ', ' return', ' "', 'sum', '"', ' +'],
];

const floods = new Map<string, Buffer>();

/** One chunk for each token, as Go's Ollama sends it. */
function flood(tokens: number, { model, openai }: Asked): Buffer {
  const key = `${model} ${openai}`;
  let bytes = floods.get(key);
  if (!bytes) {
    let text = streamHead(openai);
    for (let index = 0; index < tokens; index++) {
      const word = words[index % words.length] ?? '';
      text += chunk(openai ? chatEvent(model, word) : chatLine(model, word));
    }
    text += chunk(openai ? lastEvents(model) : doneLine(model, tokens)) + lastChunk;
    bytes = Buffer.from(text);
    floods.set(key, bytes);
  }
  return bytes;
}

function small(socket: Socket, delayMs: number, asked: Asked): void {
  const { model, stream, openai } = asked;
  const text = stream
    ? flood(1, asked)
    : whole(openai ? wholeCompletion(model, ' token') : wholeAnswer(model, ' token'));
  if (delayMs > 0) setTimeout(() => socket.write(text), delayMs);
  else socket.write(text);
}

interface Paced {
  readonly socket: Socket;
  readonly asked: Asked;
  readonly rate: number;
  readonly total: number;
  readonly since: number;
  sent: number;
}

const paced = new Set<Paced>();
let ticker: NodeJS.Timeout | undefined;

function pace(socket: Socket, asked: Asked, rate: number, seconds: number): void {
  // Streams do not beat in time with each other.
  const since = sharedMicros() + (paced.size * 1e6) / rate / 8;
  socket.write(streamHead(asked.openai));
  paced.add({ socket, asked, rate, total: rate * seconds, since, sent: 0 });
  ticker ??= setInterval(tick, 1);
}

function tick(): void {
  for (const stream of paced) {
    const due = Math.min(stream.total, ((sharedMicros() - stream.since) / 1e6) * stream.rate);
    let text = '';
    for (; stream.sent < Math.floor(due); stream.sent++) text += chunk(stamped(stream.asked));
    const ended = stream.sent >= stream.total;
    const { model, openai } = stream.asked;
    if (ended) text += chunk(openai ? lastEvents(model) : doneLine(model, stream.sent)) + lastChunk;
    if (text !== '') stream.socket.write(text, 'latin1');
    if (ended || stream.socket.destroyed) paced.delete(stream);
  }
  if (paced.size > 0) return;
  clearInterval(ticker);
  ticker = undefined;
}

function stamped({ model, openai }: Asked): string {
  const now = `${sharedMicros()} `;
  return openai ? chatEvent(model, now) : chatLine(model, now);
}

const models = whole('{"models":[]}');

function serve(socket: Socket): void {
  connections++;
  let bytes: Buffer = Buffer.alloc(0);
  let request: SeenRequest | undefined;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (request) request.closedAt = sharedMicros();
  });
  socket.on('data', (more) => {
    bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more]);
    for (;;) {
      const headEnd = bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = bytes.toString('latin1', 0, headEnd);
      const end = headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < end) return;
      const body = bytes.toString('utf8', headEnd + 4, end);
      bytes = bytes.subarray(end);
      if (head.startsWith('GET ')) {
        socket.write(models);
        continue;
      }
      const { model, stream } = JSON.parse(body) as { model: string; stream?: boolean };
      const openai = head.startsWith('POST /v1/');
      request = { arrivedAt: sharedMicros(), closedAt: 0 };
      if (model.includes('#')) seen.set(model, request);
      answer(socket, { model, openai, stream: stream ?? !openai });
    }
  });
}

const [, , key, cert] = process.argv;
const server =
  key !== undefined && cert !== undefined
    ? createTlsServer({ key, cert, ALPNProtocols: ['http/1.1'] }, serve)
    : createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ value: `${key === undefined ? 'http' : 'https'}://127.0.0.1:${port}` });
});

process.on('message', (question: string) => {
  if (question === 'connections') process.send?.({ value: connections });
  else process.send?.({ value: [...seen] });
});
